/*
 * Aliases that say more than `string` and `number` do: the CRD generator knows each by name,
 * the compiler sees the plain type. Formats are OpenAPI's and Kubernetes' own.
 */

/** Integer, `format: int32`. */
export type Int32 = number;
/** Integer, `format: int64`. JSON.parse rounds beyond 2^53. */
export type Int64 = number;
/** Integer from 0 to 2^32-1, `format: int64`. */
export type UInt32 = number;
/** Integer of no stated size. */
export type Integer = number;
/** `type: number, format: float`; refused unless floats are allowed, as in controller-gen. */
export type Float = number;
/** `type: number, format: double`; refused unless floats are allowed, as in controller-gen. */
export type Double = number;
/** `type: number` of no stated format; refused unless floats are allowed. */
export type JsonNumber = number;
/** RFC 3339 instant with seconds, `format: date-time`. */
export type Time = string;
/** RFC 3339 instant with exactly six fraction digits, `format: date-time`. */
export type MicroTime = string;
/** Go duration such as `1h30m`. */
export type Duration = string;
/** Bytes in base64, `format: byte`. */
export type Base64 = string;
/** Amount with an optional suffix (`500m`, `2Gi`): a string or an integer. */
export type Quantity = string | number;
/** A number or a string such as `50%`: `x-kubernetes-int-or-string`. */
export type IntOrString = number | string;
/** Any JSON object, kept as it is: `x-kubernetes-preserve-unknown-fields`. */
export type RawExtension = Record<string, unknown>;
