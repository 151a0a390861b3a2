import { goQuote } from "../../base/go-quote.ts";
import { invalidField, forbiddenField, requiredField, unsupportedField } from "../admission/field-problem.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { WriteOptions } from "../registry/context.ts";
import type { DeleteOptions } from "../registry/delete.ts";
import { badRequest, invalid, type InvalidField } from "../status-error.ts";
import { isTrue } from "./request-info.ts";

/** Options of a create, update or patch. `patch` says of which kind. */
export function writeOptions(
  query: URLSearchParams,
  options: {
    kind: "CreateOptions" | "UpdateOptions" | "PatchOptions";
    userAgent: string;
    apply?: boolean;
    warn: WriteOptions["warn"];
    user?: WriteOptions["user"];
    rights?: WriteOptions["rights"];
  },
): WriteOptions {
  const { kind, userAgent, apply = false, warn, user, rights } = options;
  const manager = query.get("fieldManager") ?? "";
  const fieldValidation = query.get("fieldValidation") ?? "";
  const errors: InvalidField[] = [];
  if (kind === "PatchOptions") {
    if (apply && !manager) errors.push(requiredField("fieldManager", "is required for apply patch"));
    if (!apply && query.has("force"))
      errors.push(forbiddenField("force", "may not be specified for non-apply patch"));
  }
  errors.push(...validateManager(manager), ...validateDryRun(query.getAll("dryRun")));
  if (!["", "Ignore", "Strict", "Warn"].includes(fieldValidation)) {
    errors.push(unsupportedField("fieldValidation", fieldValidation, ["", "Ignore", "Strict", "Warn"]));
  }
  if (errors.length) throw invalidOptions(kind, errors);
  return {
    manager: manager || (userAgent.split("/")[0] ?? "").slice(0, 128),
    dryRun: query.getAll("dryRun").includes("All"),
    fieldValidation: (fieldValidation || "Warn") as WriteOptions["fieldValidation"],
    warn,
    ...(user ? { user } : {}),
    ...(rights ? { rights } : {}),
    asked: {
      ...(query.has("dryRun") ? { dryRun: query.getAll("dryRun") } : {}),
      ...(manager ? { fieldManager: manager } : {}),
      ...(fieldValidation ? { fieldValidation } : {}),
    },
  };
}

/** Options of a delete: from the query, or from a DeleteOptions body, which wins. */
export function deleteOptions(query: URLSearchParams, body: unknown): DeleteOptions {
  const sent = isJsonObject(body) ? body : queryDeleteOptions(query);
  const { gracePeriodSeconds, preconditions, propagationPolicy, orphanDependents } = sent;
  const dryRun = Array.isArray(sent.dryRun) ? sent.dryRun.map(String) : [];
  const errors: InvalidField[] = [];
  if (propagationPolicy != null && orphanDependents != null) {
    errors.push(
      invalidField(
        "propagationPolicy",
        propagationPolicy,
        "orphanDependents and deletionPropagation cannot be both set",
      ),
    );
  }
  if (
    propagationPolicy != null &&
    !["Foreground", "Background", "Orphan"].includes(String(propagationPolicy))
  ) {
    errors.push(
      unsupportedField("propagationPolicy", propagationPolicy, ["Foreground", "Background", "Orphan", "nil"]),
    );
  }
  errors.push(...validateDryRun(dryRun));
  if (errors.length) throw invalidOptions("DeleteOptions", errors);
  // in a query they stand beside the others
  const { uid, resourceVersion } = isJsonObject(preconditions)
    ? preconditions
    : isJsonObject(body)
      ? {}
      : { uid: query.get("uid") || undefined, resourceVersion: query.get("resourceVersion") || undefined };
  return {
    dryRun: dryRun.includes("All"),
    asked: askedOf(sent),
    ...(typeof gracePeriodSeconds === "number" ? { gracePeriodSeconds } : {}),
    ...(typeof propagationPolicy === "string"
      ? { propagationPolicy: propagationPolicy as "Foreground" }
      : {}),
    ...(typeof orphanDependents === "boolean" ? { orphanDependents } : {}),
    preconditions: {
      ...(typeof uid === "string" ? { uid } : {}),
      ...(typeof resourceVersion === "string" ? { resourceVersion } : {}),
    },
  };
}

/** What of DeleteOptions was given. */
function askedOf(sent: JsonObject): JsonObject {
  const names = [
    "dryRun",
    "gracePeriodSeconds",
    "orphanDependents",
    "preconditions",
    "propagationPolicy",
  ] as const;
  const given = names.filter((name) => {
    const value = sent[name];
    if (typeof value === "object" && value !== null)
      return Object.values(value).some((item) => item !== undefined);
    return value !== undefined && value !== null;
  });
  return Object.fromEntries(given.map((name) => [name, sent[name]]));
}

function queryDeleteOptions(query: URLSearchParams): Record<string, unknown> {
  return {
    gracePeriodSeconds: integer(query.get("gracePeriodSeconds")),
    propagationPolicy: query.get("propagationPolicy") ?? undefined,
    orphanDependents: query.has("orphanDependents") ? isTrue(query.get("orphanDependents")) : undefined,
    dryRun: query.getAll("dryRun"),
    // Convert_url_Values_To_v1_DeleteOptions of k8s.io/apimachinery; of a collection the version is both
    preconditions: {
      uid: query.get("uid") || undefined,
      resourceVersion: query.get("resourceVersion") || undefined,
    },
  };
}

/** A number parameter. */
export function integer(text: string | null): number | undefined {
  if (text === null) return undefined;
  const parsing = `strconv.ParseInt: parsing ${goQuote(text)}`;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`${parsing}: invalid syntax`);
  if (BigInt.asIntN(64, BigInt(text)) !== BigInt(text)) throw badRequest(`${parsing}: value out of range`);
  return Number(text);
}

/** Refuses a `timeout` that is no duration: every request may have one. */
export function checkTimeout(query: URLSearchParams): void {
  const text = query.get("timeout") ?? "";
  if (!text || /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text)) return;
  const problem = /^[+-]?\d+(\.\d*)?$/.test(text) ? "missing unit in duration" : "invalid duration";
  const message = `invalid timeout specified in the request URL - time: ${problem} ${goQuote(text)}`;
  throw badRequest(message);
}

function validateManager(manager: string): InvalidField[] {
  if (Buffer.byteLength(manager) > 128)
    return [
      {
        type: "FieldValueTooLong",
        field: "fieldManager",
        message: "Too long: may not be more than 128 bytes",
      },
    ];
  const position = [...manager].findIndex((character) => !/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character));
  if (position < 0) return [];
  const code = ([...manager][position]?.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return [invalidField("fieldManager", manager, `invalid character U+${code} (at position ${position})`)];
}

function validateDryRun(values: readonly string[]): InvalidField[] {
  return values.every((value) => value === "All") ? [] : [unsupportedField("dryRun", values, ["All"])];
}

/** 422 for options. */
export function invalidOptions(kind: string, errors: readonly InvalidField[]) {
  return invalid({ group: "meta.k8s.io", resource: kind }, { name: "", errors });
}
