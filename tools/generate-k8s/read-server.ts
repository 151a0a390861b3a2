import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, get } from "node:https";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import type { PolicyObject } from "./bootstrap-policy.ts";

/** What an API server says about itself. */
export interface ServerDescription {
  /** For example `v1.36.3`. */
  readonly version: string;
  /** Groups in the server's own order of preference. */
  readonly groups: readonly DiscoveryGroup[];
  /** OpenAPI components of each published document. */
  readonly documents: readonly Readonly<Record<string, JsonSchema>>[];
  /** Its default roles and bindings, by plural. */
  readonly policy: Readonly<Record<string, readonly PolicyObject[]>>;
}

/** apidiscovery.k8s.io/v2 APIGroupDiscovery, as far as it is read here. */
export interface DiscoveryGroup {
  readonly metadata?: { readonly name?: string };
  readonly versions: readonly {
    readonly version: string;
    readonly resources?: readonly DiscoveryResource[];
  }[];
}

/** apidiscovery.k8s.io/v2 APIResourceDiscovery. */
export interface DiscoveryResource {
  readonly resource: string;
  readonly responseKind?: GroupVersionKind;
  readonly scope: "Namespaced" | "Cluster";
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly {
    readonly subresource: string;
    readonly responseKind?: GroupVersionKind;
    readonly verbs: readonly string[];
  }[];
}

/** Empty parts mean those of the resource's own group and version. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const policyResources = ["clusterroles", "clusterrolebindings", "roles", "rolebindings"];

const aggregatedDiscovery = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Reads version, aggregated discovery, every OpenAPI v3 document, and the default roles. */
export async function readServer(access: {
  url: string;
  ca: string;
  token: string;
}): Promise<ServerDescription> {
  const agent = new Agent({ keepAlive: true, ca: access.ca });
  const read = async <T>(path: string, accept = "application/json"): Promise<T> => {
    const request = get(`${access.url}${path}`, {
      agent,
      headers: { authorization: `Bearer ${access.token}`, accept },
    });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk;
    if (response.statusCode !== 200) throw new Error(`GET ${path} answered ${response.statusCode}: ${text}`);
    return JSON.parse(text) as T;
  };
  try {
    const { gitVersion } = await read<{ gitVersion: string }>("/version");
    const groups: DiscoveryGroup[] = [];
    for (const root of ["/api", "/apis"]) {
      groups.push(...(await read<{ items: DiscoveryGroup[] }>(root, aggregatedDiscovery)).items);
    }
    const { paths } = await read<{ paths: Record<string, { serverRelativeURL: string }> }>("/openapi/v3");
    const documents: Record<string, JsonSchema>[] = [];
    for (const { serverRelativeURL } of Object.values(paths)) {
      const { components } = await read<{ components?: { schemas?: Record<string, JsonSchema> } }>(
        serverRelativeURL,
      );
      documents.push(components?.schemas ?? {});
    }
    const policy: Record<string, PolicyObject[]> = {};
    for (const plural of policyResources)
      policy[plural] = (
        await read<{ items: PolicyObject[] }>(`/apis/rbac.authorization.k8s.io/v1/${plural}`)
      ).items;
    return { version: gitVersion, groups, documents, policy };
  } finally {
    agent.destroy();
  }
}
