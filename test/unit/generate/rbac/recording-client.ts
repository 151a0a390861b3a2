import { pluralize } from "../../../../src/kube/plural.ts";
import type { Resource } from "../../../../src/kube/resource.ts";
import type { Status } from "../../../../src/kube/status.ts";
import { ApiError } from "../../../../src/runtime/client/errors.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";

/** A call that a program made. */
export type RecordedCall =
  | {
      readonly method: string;
      readonly group: string;
      readonly resource: string;
      readonly subresource?: string;
      readonly name?: string | undefined;
    }
  | { readonly verb: string; readonly path: string }
  | never;

/** A client that keeps what it is asked for, and answers with next to nothing. */
export function recordingClient(calls: RecordedCall[]): Client {
  // what is asked for a first time is not there yet
  const made = new Set<string>();
  const call =
    (method: string) =>
    (handle: Resource, key?: Key): Promise<unknown> => {
      calls.push({ method, group: handle.group, resource: handle.plural, name: nameOf(key) });
      if (method === "get" && nameOf(key) === "counter" && !made.has("counter")) {
        made.add("counter");
        return Promise.reject(notFound());
      }
      return Promise.resolve(
        method === "list" ? { metadata: {}, items: [{ metadata: { name: "found" } }] } : answer(key),
      );
    };
  const methods = ["get", "list", "create", "update", "patch", "apply", "delete", "deleteAllOf"];
  const ofStatus = ["updateStatus", "patchStatus", "applyStatus"];
  return {
    ...Object.fromEntries([...methods, ...ofStatus].map((method) => [method, call(method)])),
    subresource: (handle: Resource, subresource: string) =>
      Object.fromEntries(
        ["get", "stream", "create", "update", "patch", "apply"].map((method) => [
          method,
          (key: Key) => {
            const { group, plural: resource } = handle;
            calls.push({ method, group, resource, subresource, name: nameOf(key) });
            return Promise.resolve({});
          },
        ]),
      ),
    request: (request: { method: string; path: string }) => {
      calls.push(...requested(request));
      return Promise.resolve({});
    },
    discovery: {
      resource: ({ group, apiVersion = "", kind }: { group?: string; apiVersion?: string; kind: string }) =>
        Promise.resolve({
          group: group ?? apiVersion.split("/").at(-2) ?? "",
          plural: pluralize(kind),
          kind,
        }),
    },
  } as unknown as Client;
}

interface Key {
  readonly name?: string;
  readonly metadata?: { readonly name?: string };
}

function notFound(): ApiError {
  return new ApiError(404, {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    reason: "NotFound",
    code: 404,
  } as Status);
}

function nameOf(key: Key | undefined): string | undefined {
  return key?.metadata?.name ?? key?.name;
}

function answer(key: Key | undefined) {
  return { apiVersion: "v1", kind: "Any", metadata: { name: nameOf(key), namespace: "default" } };
}

/** The paths of the programs, read by hand. */
function requested({ method, path }: { method: string; path: string }): RecordedCall[] {
  if (path === "/version") return [{ verb: "get", path }];
  if (path.startsWith("/apis/metrics.k8s.io"))
    return [{ method: "list", group: "metrics.k8s.io", resource: "pods" }];
  if (path.includes("/exec"))
    return [{ method: "create", group: "", resource: "pods", subresource: "exec", name: "made-at-run-time" }];
  return method === "DELETE" ? [{ method: "delete", group: "", resource: "namespaces", name: "gone" }] : [];
}
