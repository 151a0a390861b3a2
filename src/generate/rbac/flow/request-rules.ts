import type { Machine } from "./machine.ts";
import type { Requested } from "./requested.ts";
import { data, textsOf } from "./store.ts";
import type { Call, Values } from "./value.ts";

const verbs: Readonly<Record<string, string>> = { POST: "create", PUT: "update", PATCH: "patch" };

/** `client.request({ method, path })`, where the path tells what it is about: as apiserver's pkg/endpoints/request/requestinfo.go reads it. */
export function requestRules(machine: Machine, { args: [request = []], node }: Call): Values {
  const { ledger, store } = machine;
  for (const value of request) {
    const methods = textsOf(machine.member(value, "method", node));
    const paths = machine
      .member(value, "path", node)
      .map((path) => (path.kind === "text" ? path.text : undefined));
    const rules = methods?.flatMap((method) => paths.map((path) => path && ruleOf(method, path)));
    if (!rules?.length || rules.includes(undefined))
      ledger.unknown(node, "cannot tell what this request needs", node);
    else for (const rule of rules) if (rule) ledger.requested(rule, node);
  }
  if (request.length === 0 && store.phase === "settled")
    ledger.unknown(node, "cannot tell what this request needs", node);
  return [data];
}

/** `\0` in a path stands for what is not known, which is one part of it. */
function ruleOf(method: string, path: string): Requested | undefined {
  const [way = "", query = ""] = path.split("?");
  const parts = way.split("/").filter(Boolean);
  if (parts[0] !== "api" && parts[0] !== "apis")
    return way.includes("\0") ? undefined : { url: way, verb: method.toLowerCase() };
  const group = parts[0] === "api" ? "" : parts[1];
  const rest = parts.slice(parts[0] === "api" ? 2 : 3);
  if (rest.length === 0 || group === undefined) return { url: way, verb: method.toLowerCase() };
  const isNamespaced =
    rest[0] === "namespaces" && rest.length > 2 && !["status", "finalize"].includes(rest[2] ?? "");
  const [resource, name, subresource] = isNamespaced ? rest.slice(2) : rest;
  if (resource === undefined || [group, resource, subresource ?? ""].some((part) => part.includes("\0")))
    return undefined;
  const verb =
    name === undefined
      ? collectionVerb(method, query)
      : (verbs[method] ?? (method === "DELETE" ? "delete" : "get"));
  if (verb === undefined) return undefined;
  return {
    group,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    verb,
    ...(name !== undefined && !name.includes("\0") ? { name } : {}),
  };
}

function collectionVerb(method: string, query: string): string | undefined {
  if (method === "POST") return "create";
  if (method === "DELETE") return "deletecollection";
  if (method !== "GET" || query.includes("\0")) return undefined;
  return /(?:^|&)watch=(?:1|true)(?:&|$)/.test(query) ? "watch" : "list";
}
