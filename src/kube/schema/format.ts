import { isIPv4, isIPv6 } from "node:net";

/** Tests by format. A format that is not here is not checked, as the API server ignores formats it does not know. */
const formats: Readonly<Record<string, (text: string) => boolean>> = {
  "date-time": isDateTime,
  datetime: isDateTime,
  date: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && isRealDate(text),
  duration: isDuration,
  byte: (text) =>
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) && text !== "",
  ipv4: (text) => isIPv4(text),
  // Go's parser of addresses knows no zones
  ipv6: (text) => isIPv6(text) && !text.includes("%"),
  cidr: isCidr,
  mac: (text) =>
    /^(?:[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?:(?:\1[0-9a-f]{2}){2})?|(?:[0-9a-f]{4}\.){2,3}[0-9a-f]{4})$/i.test(
      text,
    ),
  uuid: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid3: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text),
  uuid4: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  uuid5: (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text),
  uri: isUri,
  email: (text) => /^[^\s@<>]+@[^\s@<>]+$/.test(text),
  hostname: isHostname,
  bsonobjectid: (text) => /^[0-9a-f]{24}$/i.test(text),
  hexcolor: (text) => /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text),
  rgbcolor: (text) =>
    /^rgb\(\s*(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\s*(?:,\s*(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\s*){2}\)$/.test(
      text,
    ),
  ssn: (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
};

/** Whether a string is of the format (k8s.io/kube-openapi/pkg/validation/strfmt); true for formats that are not checked. */
export function matchesFormat(text: string, format: string): boolean {
  return !Object.hasOwn(formats, format) || (formats[format]?.(text) ?? true);
}

function isDateTime(text: string): boolean {
  const match = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:[Zz]|[+-]\d\d:?\d\d)$/.exec(text);
  if (!match) return false;
  const [, date = "", hours, minutes, seconds] = match;
  return isRealDate(date) && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) <= 60;
}

function isRealDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

/** Go durations, and amounts with units in words such as `1 day`. */
function isDuration(text: string): boolean {
  if (/^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return true;
  const unit = "(?:ns|nano|us|µs|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|week|wk)";
  return new RegExp(`^(?:\\d+(?:\\.\\d+)?\\s*${unit}[a-z]*\\s*)+$`, "i").test(text);
}

function isCidr(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  if (rest.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  return (
    (isIPv4(address) && Number(length) <= 32) ||
    (isIPv6(address) && !address.includes("%") && Number(length) <= 128)
  );
}

/** As Go's url.ParseRequestURI: an absolute URI or an absolute path. */
function isUri(text: string): boolean {
  if (/[\x00-\x20\x7f]|%(?![0-9a-f]{2})/i.test(text)) return false;
  return text.startsWith("/") || /^[a-z][a-z0-9+.-]*:./i.test(text);
}

function isHostname(text: string): boolean {
  const labels = text.replace(/\.$/, "").split(".");
  return (
    text.length <= 255 &&
    labels.every((label) => /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$/u.test(label))
  );
}
