import {
  resource,
  type Base64,
  type CustomResource,
  type Duration,
  type Int32,
  type Int64,
  type Integer,
  type IntOrString,
  type MicroTime,
  type Quantity,
  type RawExtension,
  type Time,
  type UInt32,
} from "kubewright";

/** A name that many use. @maxLength 63 @pattern ^[a-z]+$ */
type Name = string;

enum Level {
  Low = "low",
  High = "high",
}

interface Spec {
  text: string;
  flag: boolean;
  int32: Int32;
  int64: Int64;
  uint32: UInt32;
  integer: Integer;
  big: bigint;
  time: Time;
  micro: MicroTime;
  date: Date;
  duration: Duration;
  base64: Base64;
  bytes: Uint8Array;
  quantity: Quantity;
  port: IntOrString;
  either: number | string;
  raw: RawExtension;
  anything: unknown;
  name: Name;
  /** Shorter than a name. @maxLength 10 */
  short: Name;
  order: "c" | "a" | "b";
  count: 1 | 2 | 3;
  level: Level;
  nothing: string | null;
  memory: `${number}Mi`;
  digest: `sha256:${string}`;
  choice: `${"a" | "b"}-${bigint}`;
  optional?: string;
}

export interface Scalars extends CustomResource<Spec> {}

export const Scalars = resource<Scalars>({ group: "example.com", version: "v1", kind: "Scalars", plural: "scalars" });
