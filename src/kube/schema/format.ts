import { parseAddress } from "./cel/library/go-netip.ts";
import { parseRequestUri } from "./cel/library/go-url.ts";
import { isCreditCard, isIsbn10, isIsbn13 } from "./check-digit.ts";
import { isMailAddress } from "./mail-address.ts";

const shortName = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
const shortNamePattern = new RegExp(`^${shortName}$`);
const longNamePattern = new RegExp(`^${shortName}(?:\\.${shortName})*$`);

/** Tests by format, named without hyphens. A format that is not here is not checked, as the API server ignores formats it does not know. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  datetime: isDateTime,
  date: isDate,
  duration: isDuration,
  byte: (text) =>
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(text),
  ipv4: (text) => text.includes(".") && isSloppyAddress(text),
  ipv6: (text) => text.includes(":") && isAddress(text),
  cidr: isCidr,
  mac: isMac,
  uuid: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid3: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid4: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  uuid5: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  uri: (text) => typeof parseRequestUri(text) !== "string",
  email: isMailAddress,
  hostname: isHostname,
  bsonobjectid: (text) => /^[0-9a-f]{24}$/i.test(text),
  hexcolor: (text) => /^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text),
  rgbcolor: isRgbColor,
  ssn: (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: isCreditCard,
  k8sshortname: (text) => text.length <= 63 && shortNamePattern.test(text),
  k8slongname: (text) => text.length <= 253 && longNamePattern.test(text),
};

/** Whether a string is of the format (k8s.io/kube-openapi/pkg/validation/strfmt); true for formats that are not checked. */
export function matchesFormat(text: string, format: string): boolean {
  const name = format.replaceAll("-", "");
  return !Object.hasOwn(formats, name) || (formats[name]?.(text) ?? true);
}

/** What follows another T is not looked at (strfmt/time.go). */
function isDateTime(text: string): boolean {
  const [date = "", time = ""] = text.toLowerCase().split("t");
  const match = /^(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)$/.exec(time);
  if (!match || !isDate(date)) return false;
  const [, hours = "", minutes = "", seconds = ""] = match;
  return hours <= "23" && minutes <= "59" && seconds <= "59";
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const units = ["ns|nano", "us|µs|micro", "ms|milli", "s|sec", "m|min", "h|hr|hour", "d|day", "w|wk|week"].map(
  (variants) => {
    const names = variants.split("|");
    return { names, start: names.at(-1) ?? "" };
  },
);

/** Go durations, and texts that have an amount with a unit in words somewhere, such as `1 day` (strfmt/duration.go). */
function isDuration(text: string): boolean {
  const numbers = text.match(/\d+/g) ?? [];
  if (numbers.some((digits) => digits.length > 18)) return false;
  if (/^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return true;
  return [...text.matchAll(/\d+[\t\n\f\r ]*([A-Za-zµ]+)/g)].some(([, unit = ""]) => {
    const named = unit.toLowerCase();
    return units.some(({ names, start }) => names.includes(named) || named.startsWith(start));
  });
}

/** As Go's net.ParseIP. */
function isAddress(text: string): boolean {
  const address = parseAddress(text);
  return typeof address !== "string" && address.zone === "";
}

/** As k8s.io/utils/net, which passes over zeros before the numbers of IPv4. */
function isSloppyAddress(text: string): boolean {
  const match = /^(.*:)?(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const octets = match?.[2]?.split(".").map((octet) => octet.replace(/^0+(?=\d)/, ""));
  return isAddress(octets ? `${match?.[1] ?? ""}${octets.join(".")}` : text);
}

function isCidr(text: string): boolean {
  const slash = text.indexOf("/");
  const [address, length] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash < 0 || !/^\d{1,9}$/.test(length) || !isSloppyAddress(address)) return false;
  return Number(length) <= (address.includes(":") ? 128 : 32);
}

/** 6, 8 or 20 bytes, in pairs or fours of digits, or without anything between (Go's net.ParseMAC). */
function isMac(text: string): boolean {
  const [pairs, fours] = [
    /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2})*)?$/i,
    /^[0-9a-f]{4}(?:\.[0-9a-f]{4})+$/i,
  ];
  const isFormed = pairs.test(text) || fours.test(text) || /^[0-9a-f]*$/i.test(text);
  return isFormed && [12, 16, 40].includes(text.replaceAll(/[:.-]/g, "").length);
}

const letter = String.raw`[a-zA-Z0-9\p{S}\p{L}]`;
const hostname = new RegExp(
  String.raw`^(?:${letter}(?:-?${letter}{0,62})?|(?:${letter}(?:[a-zA-Z0-9\-\p{S}\p{L}]{0,61}${letter})?\.)+[a-zA-Z\p{L}]{2,63})$`,
  "u",
);

function isHostname(text: string): boolean {
  if (!hostname.test(text) || Buffer.byteLength(text) > 255) return false;
  return text.split(".").every((label) => Buffer.byteLength(label) <= 63);
}

function isRgbColor(text: string): boolean {
  const part = String.raw`[\t\n\f\r ]*(?:0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])[\t\n\f\r ]*`;
  return new RegExp(String.raw`^rgb\(${part},${part},${part}\)$`).test(text);
}
