import { goQuote } from "../../base/go-quote.ts";
import { StatusError } from "../status-error.ts";
import type { User } from "./user.ts";

/** What an authorizer is asked: k8s.io/apiserver/pkg/authorization/authorizer. Absent is empty. */
export interface Attributes {
  readonly user: User;
  readonly verb: string;
  /** Whether it is about a resource, rather than about a path. */
  readonly isResource: boolean;
  readonly path?: string;
  readonly group?: string;
  readonly version?: string;
  readonly namespace?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly name?: string;
}

/**
 * 403 in the words of the server: what the user cannot do, and why the authorizer thinks so.
 * Follows k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go.
 */
export function accessDenied(attributes: Attributes, reason = ""): StatusError {
  const { group = "", resource = "", name = "" } = attributes;
  const what = group && resource ? `${resource}.${group}` : resource || (group && `.${group}`);
  const subject = resource ? `${what}${name ? ` ${goQuote(name)}` : ""} is forbidden` : "forbidden";
  const details = {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    ...(resource ? { kind: resource } : {}),
  };
  const message = `${subject}: ${escaped(sentence(attributes))}${reason ? `: ${reason}` : ""}`;
  return new StatusError(403, { reason: "Forbidden", message, details });
}

function sentence(attributes: Attributes): string {
  const { user, verb, isResource, path = "", group = "", namespace, resource = "", subresource } = attributes;
  const who = `User ${goQuote(user.name)} cannot ${verb}`;
  if (!isResource) return `${who} path ${goQuote(path)}`;
  const combined = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace ${goQuote(namespace)}` : "at the cluster scope";
  return `${who} resource ${goQuote(combined)} in API group ${goQuote(group)} ${where}`;
}

/** A browser shall not take names for markup. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
