import { microTimeText, timeText } from "../../../kube/condition.ts";
import { parseJson } from "../parse-json.ts";
import { readFields, type WireMessage } from "./wire.ts";

/** Reads a message of another component: what some types hold beside JSON of their own. */
type ReadMessage = (component: string, bytes: Buffer) => unknown;

/** What the bytes of a type are in JSON whose Go type marshals itself. */
type Special = (bytes: Buffer, read: ReadMessage) => unknown;

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";
const extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";

/** By component. Their messages are those of upstream's generated.proto, which have little to do with their JSON. */
const specials: Readonly<Record<string, Special>> = {
  [`${meta}.Time`]: (bytes) => instant(bytes, timeText),
  [`${meta}.MicroTime`]: microTime,
  [`${meta}.FieldsV1`]: json,
  "io.k8s.apimachinery.pkg.runtime.RawExtension": json,
  "io.k8s.apimachinery.pkg.api.resource.Quantity": (bytes) => textOf(bytes, 1) || "0",
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": (bytes) =>
    integerOf(bytes, 1) === 1n ? textOf(bytes, 3) : Number(BigInt.asIntN(32, integerOf(bytes, 2))),
  [`${extensions}.JSON`]: json,
  [`${extensions}.JSONSchemaPropsOrBool`]: (bytes, read) =>
    schemas(bytes, 2, read)[0] ?? integerOf(bytes, 1) !== 0n,
  [`${extensions}.JSONSchemaPropsOrArray`]: (bytes, read) =>
    schemas(bytes, 1, read)[0] ?? schemas(bytes, 2, read),
  [`${extensions}.JSONSchemaPropsOrStringArray`]: (bytes, read) =>
    schemas(bytes, 1, read)[0] ?? all(bytes, 2).map(String),
};

/** How a component is read that marshals itself; undefined for all others. */
export function specialOf(component: string): Special | undefined {
  const special = specials[component];
  const message = messages[component.slice(component.lastIndexOf(".") + 1)];
  if (!special || !message) return special;
  return (bytes, read) => {
    // mistakes are told before anything is made of what is right
    for (const _ of readFields(bytes, message)) continue;
    return special(bytes, read);
  };
}

const messageOf = (name: string, ...fields: (readonly [name: string, wireType: number])[]): WireMessage => ({
  name,
  field: (number) => {
    const field = fields[number - 1];
    return field && { name: field[0], wireTypes: [field[1]] };
  },
});
const timestamp = messageOf("Timestamp", ["Seconds", 0], ["Nanos", 0]);

/** By the last part of the component's name. */
const messages: Readonly<Record<string, WireMessage>> = {
  Time: timestamp,
  MicroTime: timestamp,
  FieldsV1: messageOf("FieldsV1", ["Raw", 2]),
  RawExtension: messageOf("RawExtension", ["Raw", 2]),
  JSON: messageOf("JSON", ["Raw", 2]),
  Quantity: messageOf("Quantity", ["String_", 2]),
  IntOrString: messageOf("IntOrString", ["Type", 0], ["IntVal", 0], ["StrVal", 2]),
};

/** A time that was never set is an empty message. */
function instant(bytes: Buffer, text: (instant: Date) => string): string | null {
  if (bytes.length === 0) return null;
  return text(new Date(Number(BigInt.asIntN(64, integerOf(bytes, 1))) * 1000));
}

function microTime(bytes: Buffer): string | null {
  const micros = String(integerOf(bytes, 2) / 1000n).padStart(6, "0");
  return instant(bytes, (seconds) => microTimeText(seconds).replace(/\.\d+/, `.${micros}`));
}

function json(bytes: Buffer): unknown {
  const raw = textOf(bytes, 1);
  return raw === "" ? null : parseJson(raw).value;
}

function schemas(bytes: Buffer, number: number, read: ReadMessage): unknown[] {
  return all(bytes, number).flatMap((value) =>
    Buffer.isBuffer(value) ? [read(`${extensions}.JSONSchemaProps`, value)] : [],
  );
}

function textOf(bytes: Buffer, number: number): string {
  const value = all(bytes, number).at(-1);
  return Buffer.isBuffer(value) ? value.toString("utf8") : "";
}

function integerOf(bytes: Buffer, number: number): bigint {
  const value = all(bytes, number).at(-1);
  return typeof value === "bigint" ? value : 0n;
}

function all(bytes: Buffer, number: number): (bigint | Buffer)[] {
  return [...readFields(bytes)].filter((field) => field.number === number).map(({ value }) => value);
}
