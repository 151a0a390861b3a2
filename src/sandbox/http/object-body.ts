import type { Body } from "../registry/context.ts";
import { mediaType, parseBody, readBody } from "./body.ts";
import { decodeProtobuf } from "./protobuf/decode-protobuf.ts";
import type { ResourceRequest } from "./resource-request.ts";

/** A request's body as read, and how to parse it: custom resources have no protobuf. Parsing throws MalformedBody, or 415. */
export async function readObjectBody(
  call: ResourceRequest,
): Promise<{ bytes: Buffer; type: string; parse: () => Body }> {
  const { reply, resource, schemas } = call;
  const type = mediaType(reply.request);
  const bytes = await readBody(reply.request);
  const decode = (message: Buffer) => decodeProtobuf(message, schemas());
  const options = { type, decodeProtobuf: resource.strategy.custom ? undefined : decode };
  return { bytes, type, parse: () => parseBody(bytes, options) };
}
