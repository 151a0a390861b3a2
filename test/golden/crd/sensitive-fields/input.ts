import { resource, type CustomResource, type Int32 } from "kubewright";

/**
 * Whatever it opens.
 * @sensitive
 */
type Password = string;

interface Node {
  name: string;
  token?: Password;
  next?: Node;
}

export interface VaultSpec {
  password: Password;
  /** @sensitive */
  port?: Int32;
  users?: { name: string; password?: Password }[];
  /** @values.sensitive */
  keys?: Record<string, string>;
  /** @sensitive */
  whole?: { inner?: Password };
  access: { type: "token"; token: Password } | { type: "file"; path: string };
  /** @maxDepth 2 */
  chain?: Node;
  open?: string;
}

export interface VaultStatus {
  /** @items.sensitive */
  issued?: string[];
}

export interface Vault extends CustomResource<VaultSpec, VaultStatus> {}

export const Vault = resource<Vault>({ group: "example.com", version: "v1", kind: "Vault", storage: true });

export interface OldVault extends CustomResource<{ secret: Password }> {}

export const OldVault = resource<OldVault>({ group: "example.com", version: "v1beta1", kind: "Vault" });
