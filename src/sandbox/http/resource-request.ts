import type { BuiltInSchemas } from "../../k8s/built-in.ts";
import type { AccessControl } from "../auth/access-control.ts";
import type { User } from "../auth/user.ts";
import type { ApiObject } from "../api-object.ts";
import type { Registry } from "../registry/registry.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { badRequest } from "../status-error.ts";
import type { LastText } from "./last-text.ts";
import type { Wanted } from "./negotiate.ts";
import type { RequestInfo, Verb } from "./request-info.ts";
import { sendValue, type Reply } from "./respond.ts";
import { transformObject } from "./transform.ts";

/** A request for a resource that is served. */
export interface ResourceRequest {
  readonly registry: Registry;
  readonly resource: ServedResource;
  readonly info: RequestInfo;
  readonly verb: Verb;
  readonly reply: Reply;
  readonly access: AccessControl;
  /** Who asks, or whom they act as. */
  readonly user: User;
  /** The built-in types; read when first needed. */
  readonly schemas: () => BuiltInSchemas;
  readonly texts: LastText;
  /** Aborted when the server stops: ends watches. */
  readonly signal: AbortSignal;
}

/** Answers with an object, as the client wants it. */
export function sendObject(
  call: ResourceRequest,
  options: { object: ApiObject; wanted: Wanted; code?: number },
): void {
  const { object, wanted, code = 200 } = options;
  const value = transformObject(call.resource, { object, wanted, ...tableOptions(call, wanted) });
  sendValue(call.reply, { code, value, format: wanted.format, texts: call.texts });
}

/** What a table needs to know of a request; 400 where that makes no sense, and a table is wanted. */
export function tableOptions({ registry, reply }: ResourceRequest, wanted: Wanted) {
  const include = reply.url.searchParams.get("includeObject") || "Metadata";
  if (wanted.as === "Table" && !["None", "Metadata", "Object"].includes(include)) {
    const problem = `includeObject: Invalid value: ${JSON.stringify(include)}: must be 'Metadata', 'Object', 'None', or empty`;
    throw badRequest(`Unable to convert to Table as requested: ${problem}`);
  }
  return { now: registry.clock.now(), include };
}

/** Who writes, and where warnings go. */
export function requester({ reply, access, user, resource, info }: ResourceRequest) {
  const { namespace, name, subresource } = info;
  const at = {
    resource,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(subresource ? { subresource } : {}),
  };
  return {
    ...access.writer(user, at),
    userAgent: reply.request.headers["user-agent"] ?? "",
    warn: (message: string) => void reply.warnings.push(message),
  };
}
