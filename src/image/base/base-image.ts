import type { ImageConfig } from "../oci.ts";

/** A layer whose blob is in the store. */
export interface Layer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** An image to put the operator onto. Its layers are in the store. */
export interface BaseImage {
  /** For messages: `image node:24`, `directory ./rootfs`. */
  readonly name: string;
  readonly config: ImageConfig;
  /** From the lowest; as many as the configuration has diff_ids. */
  readonly layers: readonly Layer[];
  /** Of its manifest, where it has one. */
  readonly digest?: string;
}
