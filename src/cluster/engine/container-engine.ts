/** The programs that build images, in the order in which they are looked for. */
export const engineNames = ["docker", "podman", "buildah"] as const;

export type EngineName = (typeof engineNames)[number];

/** What to build an image from. */
export interface ImageBuild {
  /** The build's context: its files may be copied. */
  readonly folder: string;
  /** The Dockerfile, from that folder. */
  readonly file: string;
  /** The name that the image gets: `registry.example.com/memcached:v0.1.0`. */
  readonly image: string;
  /** `linux/amd64`, `linux/arm64`; none: the engine's own. Several make one name that stands for all of them. */
  readonly platforms: readonly string[];
  /** Values of the file's ARGs. */
  readonly args: Readonly<Record<string, string>>;
  /** Sends the image to its registry as well. */
  readonly push: boolean;
}

/** A program that builds images. Lines that it writes come as they are written. */
export interface ContainerEngine {
  readonly name: EngineName;
  /** Its version, for example `28.2.2`; docker's is that of its daemon. */
  version(): Promise<string>;
  /** Builds an image, which is then in the engine's store, and in its registry if that is asked for. */
  build(request: ImageBuild): Promise<void>;
  /** Sends an image, or what stands for several platforms, from the engine's store to its registry. */
  push(image: string): Promise<void>;
}

/** What every driver is given. */
export interface EngineOptions {
  readonly signal: AbortSignal;
  /** Default: the program of that name on the PATH. */
  readonly program?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Gets each line that the program writes. */
  readonly onLine?: (line: string) => void;
}
