import { GoYamlError } from "./errors.ts";

/** What a scalar is: integers and floats are told apart, as keys of a map are. */
export type Scalar =
  | { readonly tag: "!!null"; readonly value: null }
  | { readonly tag: "!!bool"; readonly value: boolean }
  | { readonly tag: "!!int" | "!!float"; readonly value: number; readonly digits: string }
  | { readonly tag: "!!str" | "!!merge" | "!!timestamp"; readonly value: string };

const long = "tag:yaml.org,2002:";
const known = ["", "!!str", "!!bool", "!!int", "!!float", "!!null", "!!timestamp"];

/**
 * What a text stands for under a tag, or without one (resolve.go of go.yaml.in/yaml/v2). Under a tag that is not known it is a text.
 *
 * @throws GoYamlError where it is nothing that the tag says
 */
export function resolveScalar(tag: string, text: string): Scalar {
  const wanted = tag.startsWith(long) ? `!!${tag.slice(long.length)}` : tag.startsWith("!!") ? "?" : tag;
  if (wanted === "!!binary") return { tag: "!!str", value: binary(text) };
  if (!known.includes(wanted) || wanted === "!!str") return { tag: "!!str", value: text };
  const found = plainScalar(text, wanted);
  if (wanted === "" || found.tag === wanted) return found;
  if (wanted === "!!float" && found.tag === "!!int") return { ...found, tag: "!!float" };
  throw new GoYamlError(`cannot decode ${found.tag} \`${text}\` as a ${wanted}`);
}

function binary(text: string): string {
  const plain = text.replaceAll(/[\r\n]/g, "");
  if (!/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(plain))
    throw new GoYamlError("!!binary value contains invalid base64 data");
  return Buffer.from(plain, "base64").toString("utf8");
}

const words = new Map<string, Scalar>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, { tag: "!!null", value: null }] as const),
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word) => [word, { tag: "!!bool", value: true }] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word) => [word, { tag: "!!bool", value: false }] as const,
  ),
  ["<<", { tag: "!!merge", value: "<<" }],
]);

function plainScalar(text: string, wanted: string): Scalar {
  const word = words.get(text);
  if (word) return word;
  if (!/^[-+.\d]/.test(text)) return { tag: "!!str", value: text };
  const special = /^([-+]?)\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/.exec(text);
  if (special) return float(special[2] ? (special[1] === "-" ? -Infinity : Infinity) : NaN, text);
  if (text.startsWith(".")) return /^\.\d+([eE][-+]?\d+)?$/.test(text) ? finite(text, text) : plain(text);
  if (wanted === "!!timestamp" && isTime(text)) return { tag: "!!timestamp", value: text };
  const digits = text.replaceAll("_", "");
  return integer(digits) ?? (isFloat(digits) ? finite(digits, text) : plain(text));
}

function plain(text: string): Scalar {
  return { tag: "!!str", value: text };
}

function float(value: number, digits: string): Scalar {
  return { tag: "!!float", value, digits };
}

/** Floats that are too large for 64 bits are texts. */
function finite(digits: string, text: string): Scalar {
  const value = Number(digits);
  return Number.isFinite(value) ? float(value, digits) : plain(text);
}

function isFloat(digits: string): boolean {
  return /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(digits);
}

/** Of 64 bits, with or without a sign; larger ones are floats. */
function integer(digits: string): Scalar | undefined {
  const match = /^([-+]?)(0b[01]+|0x[\da-f]+|0o?[0-7]+|0|[1-9]\d*)$/i.exec(digits);
  if (!match) return undefined;
  const [, sign = "", number = ""] = match;
  const size = BigInt(/^0o?[0-7]+$/i.test(number) ? number.replace(/^0o?/i, "0o") : number);
  const value = sign === "-" ? -size : size;
  if (value < -(2n ** 63n) || value >= (sign === "" ? 2n ** 64n : 2n ** 63n)) return undefined;
  return { tag: "!!int", value: Number(value), digits: String(value) };
}

const date = String.raw`\d{4}-\d{1,2}-\d{1,2}`;
const time = String.raw`\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?`;
const instant = new RegExp(`^${date}(?:[Tt]${time}(?:Z|[-+]\\d\\d:\\d\\d)| ${time})?$`);

function isTime(text: string): boolean {
  return instant.test(text) && !Number.isNaN(Date.parse(`${text.slice(0, 4)}-01-01`));
}
