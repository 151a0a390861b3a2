import type { Int32, JsonNumber } from "kubewright";

export interface Route {
  /** The host. */
  host: string;
  weight?: JsonNumber;
  retries?: Retries;
}

export interface Retries {
  attempts?: Int32;
}
