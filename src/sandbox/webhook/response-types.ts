import { isJsonObject } from "../../base/json.ts";

interface FieldType {
  /** As Go names it. */
  readonly type: string;
  readonly fits: (value: unknown) => boolean;
}

const text: FieldType = { type: "string", fits: (value) => typeof value === "string" };

const fields: Readonly<Record<string, FieldType>> = {
  uid: { ...text, type: "types.UID" },
  allowed: { type: "bool", fits: (value) => typeof value === "boolean" },
  status: { type: "v1.Status", fits: isJsonObject },
  patch: { type: "[]uint8", fits: (value) => typeof value === "string" },
  patchType: { ...text, type: "v1.PatchType" },
  auditAnnotations: { type: "map[string]string", fits: isJsonObject },
  warnings: { type: "[]string", fits: Array.isArray },
};

/** What Go's decoder says of the first field of an AdmissionResponse that is of a wrong type. */
export function responseTypeProblem(response: unknown): string | undefined {
  if (response === undefined || response === null) return undefined;
  if (!isJsonObject(response))
    return `json: cannot unmarshal ${jsonKind(response)} into Go struct field AdmissionReview.response of type v1.AdmissionResponse`;
  for (const [name, value] of Object.entries(response)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field || value === null) continue;
    if (!field.fits(value))
      return `json: cannot unmarshal ${jsonKind(value)} into Go struct field AdmissionResponse.response.${name} of type ${field.type}`;
    if (name === "patch" && !/^[A-Za-z0-9+/\s]*={0,2}$/.test(String(value)))
      return `illegal base64 data at input byte ${/^[A-Za-z0-9+/]*/.exec(String(value))?.[0].length ?? 0}`;
  }
  return undefined;
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}
