import type { Body } from "../registry/context.ts";
import { mediaType, parseBody, readBody } from "./body.ts";
import { decodeProtobuf } from "./protobuf/decode-protobuf.ts";
import { cannotHandle, unrecognized } from "../registry/decode-body.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import type { StatusError } from "../status-error.ts";
import { MalformedBody, MalformedObject } from "./malformed-body.ts";
import type { ResourceRequest } from "./resource-request.ts";

/** The body of a request, parsed. Throws 400 for what cannot be; `resource` is what it is read as. */
export async function bodyOf(call: ResourceRequest, resource: ServedResource = call.resource): Promise<Body> {
  const { bytes, type, parse } = await readObjectBody(call, resource);
  try {
    return parse();
  } catch (error) {
    if (error instanceof MalformedObject) throw unreadable(resource, error);
    if (!(error instanceof MalformedBody)) throw error;
    const isJson = type === "application/json" || type === "";
    const detail = isJson ? `couldn't get version/kind; json parse error: ${error.message}` : error.message;
    throw unrecognized(resource, { detail, text: bytes });
  }
}

function unreadable(resource: ServedResource, { apiVersion, kind, message }: MalformedObject): StatusError {
  const version = apiVersion.split("/").at(-1) ?? "";
  return cannotHandle(resource, { kind, version, detail: message });
}

/** A request's body as read, and how to parse it: custom resources have no protobuf. Parsing throws MalformedBody, or 415. */
async function readObjectBody(
  call: ResourceRequest,
  expected: ServedResource,
): Promise<{ bytes: Buffer; type: string; parse: () => Body }> {
  const { reply, resource, schemas } = call;
  const type = mediaType(reply.request);
  const bytes = await readBody(reply.request);
  const decode = (message: Buffer) => decodeProtobuf(message, schemas(), expected);
  const options = { type, decodeProtobuf: resource.strategy.custom ? undefined : decode };
  return { bytes, type, parse: () => parseBody(bytes, options) };
}

/** As {@link readObjectBody}, for the options of a deletion, which have protobuf whatever is deleted. */
export async function readOptionsBody({
  reply,
  schemas,
}: ResourceRequest): Promise<{ bytes: Buffer; parse: () => Body }> {
  const type = mediaType(reply.request);
  const bytes = await readBody(reply.request);
  const decode = (message: Buffer) => decodeProtobuf(message, schemas());
  return { bytes, parse: () => parseBody(bytes, { type, decodeProtobuf: decode }) };
}
