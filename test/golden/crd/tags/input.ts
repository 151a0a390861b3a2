import { resource, type CustomResource, type Int32, type Int64 } from "kubewright";

/**
 * Ports of a service.
 * @listType map
 * @listMapKey name
 * @maxItems 8
 */
type Ports = { name: string; port: Int32 }[];

/**
 * What is wanted.
 *
 * Two paragraphs,
 * the second on two lines.
 * ---
 * Not for users.
 * @validation rule="self.low <= self.high", message="low must not be above high"
 */
interface Spec {
  /** @minimum -1 @exclusiveMaximum 10 @multipleOf 2 */
  low: Int32;
  /** @exclusiveMinimum 0 */
  high: Int64;
  /** @minLength 1 @maxLength 5 @pattern ^[^@]+@x$ */
  text: string;
  /** @format uri */
  link?: string;
  ports?: Ports;
  /** @items.maxLength 3 @minItems 1 @listType set */
  names?: string[];
  /** @values.pattern ^v @maxProperties 4 */
  table?: Record<string, string>;
  /** @items.items.minimum 2 */
  matrix?: Int32[][];
  /** @default {"a": 1} */
  withDefault?: { a?: Int32 };
  /** @default "5" @title A title @example "7" */
  five?: string;
  /** @default three */
  word?: string;
  /** @immutable */
  fixed: string;
  /** @immutable */
  late?: string;
  /** @mapType atomic */
  whole?: Record<string, string>;
  /** @preserveUnknownFields */
  open?: {};
  /** @embeddedResource @preserveUnknownFields */
  object?: {};
  /** @validation self.startsWith('a') || size(self) > 3 */
  ruled?: string;
  /** @sensitive */
  password?: string;
  /** @optional */
  maybe: string;
  /** @required */
  must?: string;
}

export interface Tagged extends CustomResource<Spec> {}

export const Tagged = resource<Tagged>({ group: "example.com", version: "v1", kind: "Tagged" });
