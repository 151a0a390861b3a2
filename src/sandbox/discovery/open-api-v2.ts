import { resourcePath } from "../../kube/gvk.ts";
import type { ResourceTable } from "../registry/resource-table.ts";
import type { ServedResource } from "../registry/served-resource.ts";

/** The media type of OpenAPI v2 in protobuf. Clients also write it with an "@" before the version, which no answer may have. */
export const openApiV2Type = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

/**
 * What kubectl before 1.29 reads of OpenAPI v2 before it applies or explains anything: which kinds the server itself checks the fields of. The
 * document has that for every kind that is served, and nothing else; the rest such a kubectl reads from OpenAPI v3. Its messages are those of
 * gnostic's OpenAPIv2.proto.
 */
export function openApiV2(table: ResourceTable, version: string): Buffer {
  const paths = table
    .all()
    .filter(({ verbs }) => verbs.includes("patch"))
    .map((resource) => message([2, pathOf(resource)]));
  return message(
    [1, "2.0"],
    [2, message([1, "Kubernetes"], [2, version])],
    [8, Buffer.concat(paths)],
    [9, message()],
  );
}

/** A NamedPathItem with a PATCH that takes `fieldValidation`. */
function pathOf(resource: ServedResource): Buffer {
  const { group, version, kind, namespaced } = resource;
  const place = { name: "{name}", ...(namespaced ? { namespace: "{namespace}" } : {}) };
  const path = decodeURIComponent(resourcePath(resource, place));
  const query = message([2, "query"], [4, "fieldValidation"], [6, "string"]);
  const parameter = message([1, message([2, message([3, query])])]);
  const name = "x-kubernetes-group-version-kind";
  const extension = message([1, name], [2, message([2, JSON.stringify({ group, kind, version })])]);
  const patch = message([8, parameter], [13, extension]);
  return message([1, path], [2, message([8, patch])]);
}

/** A message of fields that all have a length: texts and messages. */
function message(...fields: readonly (readonly [number: number, value: string | Buffer])[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      const bytes = Buffer.from(value as Buffer);
      return [varint(number * 8 + 2), varint(bytes.length), bytes];
    }),
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
