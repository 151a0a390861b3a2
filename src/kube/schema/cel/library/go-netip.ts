/** An address as Go's net/netip reads it: its 4 or 16 bytes. */
export interface GoAddress {
  readonly bytes: readonly number[];
  readonly zone: string;
}

export interface GoPrefix {
  readonly address: GoAddress;
  readonly length: number;
}

/** Why a text is no address, in Go's words. */
class AddressError extends Error {
  constructor(message: string, at?: string) {
    super(at ? `${message} (at ${JSON.stringify(at)})` : message);
  }
}

/** Reads an address (netip.ParseAddr); returns why it is none. */
export function parseAddress(text: string): GoAddress | string {
  try {
    return readAddress(text);
  } catch (error) {
    if (error instanceof AddressError) return `ParseAddr(${JSON.stringify(text)}): ${error.message}`;
    throw error;
  }
}

/** Reads an address with a length (netip.ParsePrefix); returns why it is none. */
export function parsePrefix(text: string): GoPrefix | string {
  const wrong = (why: string): string => `netip.ParsePrefix(${JSON.stringify(text)}): ${why}`;
  const slash = text.lastIndexOf("/");
  if (slash < 0) return wrong("no '/'");
  const address = parseAddress(text.slice(0, slash));
  if (typeof address === "string") return wrong(address);
  if (address.zone) return wrong("IPv6 zones cannot be present in a prefix");
  const digits = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d*)$/.test(digits)) return wrong(`bad bits after slash: ${JSON.stringify(digits)}`);
  const length = Number(digits);
  if (length > address.bytes.length * 8) return wrong("prefix length out of range");
  return { address, length };
}

function readAddress(text: string): GoAddress {
  switch (/[.:%]/.exec(text)?.[0]) {
    case ".":
      return { bytes: readV4(text), zone: "" };
    case ":":
      return readV6(text);
    case "%":
      throw new AddressError("missing IPv6 address");
    default:
      throw new AddressError("unable to parse IP");
  }
}

function readV4(text: string): number[] {
  const fields: number[] = [];
  let field = "";
  for (const [index, char] of [...text].entries()) {
    if (/\d/.test(char)) {
      if (field === "0") throw new AddressError("IPv4 field has octet with leading zero");
      field += char;
      if (Number(field) > 255) throw new AddressError("IPv4 field has value >255");
    } else if (char === ".") {
      if (field === "" || index === text.length - 1) {
        throw new AddressError("IPv4 field must have at least one digit", text.slice(index));
      }
      if (fields.length === 3) throw new AddressError("IPv4 address too long");
      fields.push(Number(field));
      field = "";
    } else throw new AddressError("unexpected character", text.slice(index));
  }
  if (fields.length < 3) throw new AddressError("IPv4 address too short");
  return [...fields, Number(field)];
}

function readV6(text: string): GoAddress {
  const percent = text.indexOf("%");
  const zone = percent < 0 ? "" : text.slice(percent + 1);
  if (percent >= 0 && zone === "") throw new AddressError("zone must be a non-empty string");
  const address = percent < 0 ? text : text.slice(0, percent);
  const { bytes, zeros, rest } = readGroups(address);
  if (rest) throw new AddressError("trailing garbage after address", rest);
  if (bytes.length === 16) {
    if (zeros !== undefined) throw new AddressError("the :: must expand to at least one field of zeros");
    return { bytes, zone };
  }
  if (zeros === undefined) throw new AddressError("address string too short");
  const filler = Array<number>(16 - bytes.length).fill(0);
  return { bytes: [...bytes.slice(0, zeros), ...filler, ...bytes.slice(zeros)], zone };
}

/** The bytes written out, where among them `::` stands, and what was left over after 16 bytes. */
function readGroups(text: string): { bytes: number[]; zeros: number | undefined; rest: string } {
  const bytes: number[] = [];
  let zeros = text.startsWith("::") ? 0 : undefined;
  let rest = zeros === 0 ? text.slice(2) : text;
  while (bytes.length < 16 && !(rest === "" && zeros === bytes.length)) {
    const digits = readGroup(rest);
    if (rest[digits.length] === ".") {
      checkRoomForV4(bytes.length, zeros, rest);
      return { bytes: [...bytes, ...readV4(rest)], zeros, rest: "" };
    }
    const group = parseInt(digits, 16);
    bytes.push(group >> 8, group & 0xff);
    rest = rest.slice(digits.length);
    if (rest === "") break;
    rest = afterColon(rest);
    if (!rest.startsWith(":")) continue;
    if (zeros !== undefined) throw new AddressError("multiple :: in address", rest);
    zeros = bytes.length;
    rest = rest.slice(1);
  }
  return { bytes, zeros, rest };
}

function readGroup(rest: string): string {
  const digits = /^[\da-f]*/i.exec(rest)?.[0] ?? "";
  if (digits.length > 4) throw new AddressError("each group must have 4 or less digits", rest);
  if (!digits) throw new AddressError("each colon-separated field must have at least one digit", rest);
  return digits;
}

function checkRoomForV4(read: number, zeros: number | undefined, rest: string): void {
  if (zeros === undefined && read !== 12) {
    throw new AddressError("embedded IPv4 address must replace the final 2 fields of the address", rest);
  }
  if (read + 4 > 16) {
    throw new AddressError("too many hex fields to fit an embedded IPv4 at the end of the address", rest);
  }
}

function afterColon(rest: string): string {
  if (!rest.startsWith(":")) throw new AddressError("unexpected character, want colon", rest);
  if (rest.length === 1) throw new AddressError("colon must be followed by more characters", rest);
  return rest.slice(1);
}
