/** What a request needs to be let in: headers, and material for TLS. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly tls: TlsMaterial;
  /** An HTTP, HTTPS or SOCKS 5 proxy that connections are to go through. */
  readonly proxy?: URL;
  /** When they are to be asked for again, in milliseconds since the Unix epoch; by default a minute after they were. */
  readonly expiresAt?: number;
}

/** Options of node:tls that come from a kubeconfig. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** Where an API server is and how to authenticate to it. */
export interface Connection {
  /** `https://host:port`, without a slash at the end. */
  readonly url: string;
  /** Namespace of the context, or of the Pod. */
  readonly namespace: string;
  /** Whether this is the Pod's own ServiceAccount. */
  readonly inCluster: boolean;
  /** Current credentials; read again when they are old, or after `refresh`. */
  credentials(): Promise<Credentials>;
  /** The same, where they are there without a wait: thousands of requests a second need not wait for a promise each. */
  ready?(): Credentials | undefined;
  /** Forgets `used`, to which the server said 401; newer ones stay, so that many refusals at once cost one renewal. */
  refresh(used: Credentials): void;
}
