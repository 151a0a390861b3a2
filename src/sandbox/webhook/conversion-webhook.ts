import { randomUUID } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { ApiObject } from "../api-object.ts";
import { Suspension } from "../registry/suspension.ts";
import { plainError } from "../status-error.ts";
import { readConversion } from "./read-conversion.ts";
import type { WebhookClient } from "./webhook-client.ts";
import type { ClientConfig } from "./webhook.ts";

/** How many objects that are not stored are remembered in another version. */
const remembered = 500;

/**
 * Converts custom resources by the webhook of their definition. What has been converted is remembered; for anything else the webhook is
 * asked, all at once, and the verb suspended. Follows k8s.io/apiextensions-apiserver/pkg/apiserver/conversion/webhook_converter.go.
 */
export class ConversionWebhook {
  readonly #client: WebhookClient;
  readonly #config: ClientConfig;
  readonly #reviewVersion: string | undefined;
  /** Of stored objects, which are frozen, by version. */
  readonly #stored = new WeakMap<ApiObject, Map<string, ApiObject>>();
  /** Of objects that are made anew in each run, by version and text. */
  readonly #fresh = new Map<string, ApiObject>();
  /** Told once to whom has asked. */
  readonly #failures = new Map<string, string>();

  constructor(definition: CustomResourceDefinition, client: WebhookClient) {
    const { clientConfig, conversionReviewVersions = [] } = (definition.spec.conversion?.webhook ?? {}) as {
      clientConfig?: ClientConfig;
      conversionReviewVersions?: string[];
    };
    this.#client = client;
    this.#config = clientConfig ?? {};
    this.#reviewVersion = conversionReviewVersions.find(
      (version) => version === "v1" || version === "v1beta1",
    );
  }

  /**
   * The objects in a version, in their order; those that have it already as they are.
   *
   * @throws Suspension until the webhook has answered.
   * @throws StatusError 500 when it fails.
   */
  convert(objects: readonly ApiObject[], apiVersion: string): ApiObject[] {
    const others = objects.filter((object) => object.apiVersion !== apiVersion);
    const missing = others.filter((object) => !this.#find(object, apiVersion));
    if (missing.length > 0) this.#await(missing, apiVersion);
    return objects.map((object) =>
      object.apiVersion === apiVersion ? object : (this.#find(object, apiVersion) as ApiObject),
    );
  }

  #find(object: ApiObject, apiVersion: string): ApiObject | undefined {
    return Object.isFrozen(object)
      ? this.#stored.get(object)?.get(apiVersion)
      : this.#fresh.get(textKey(object, apiVersion));
  }

  #await(objects: readonly ApiObject[], apiVersion: string): never {
    const key = objects.map((object) => textKey(object, apiVersion)).join();
    const failure = this.#failures.get(key);
    if (failure === undefined) throw new Suspension(this.#ask(objects, { apiVersion, key }));
    this.#failures.delete(key);
    throw plainError(failure);
  }

  async #ask(
    objects: readonly ApiObject[],
    { apiVersion, key }: { apiVersion: string; key: string },
  ): Promise<void> {
    const [first] = objects;
    const of = `conversion webhook for ${first?.apiVersion ?? ""}, Kind=${first?.kind ?? ""}`;
    const converted = await this.#call(objects, { apiVersion, of });
    if (typeof converted === "string") return void this.#failures.set(key, converted);
    for (const [index, object] of objects.entries())
      this.#remember(object, { apiVersion, converted: converted[index] as ApiObject });
  }

  #remember(object: ApiObject, known: { apiVersion: string; converted: ApiObject }): void {
    const { apiVersion, converted } = known;
    if (Object.isFrozen(object)) {
      const versions = this.#stored.get(object) ?? new Map<string, ApiObject>();
      this.#stored.set(object, versions.set(apiVersion, converted));
      return;
    }
    this.#fresh.set(textKey(object, apiVersion), converted);
    const [oldest] = this.#fresh.keys();
    if (this.#fresh.size > remembered && oldest !== undefined) this.#fresh.delete(oldest);
  }

  /** The converted objects, or what went wrong. */
  async #call(
    objects: readonly ApiObject[],
    { apiVersion, of }: { apiVersion: string; of: string },
  ): Promise<ApiObject[] | string> {
    if (!this.#reviewVersion) return "no supported conversion review versions";
    const uid = randomUUID();
    const reviewVersion = `apiextensions.k8s.io/${this.#reviewVersion}`;
    const body = {
      kind: "ConversionReview",
      apiVersion: reviewVersion,
      request: { uid, desiredAPIVersion: apiVersion, objects },
      response: { uid: "", convertedObjects: null, result: { metadata: {} } },
    };
    const answer = await this.#client.post({ config: this.#config, body });
    if ("problem" in answer) return answer.setUp ? answer.problem : `${of} failed: ${answer.problem}`;
    const found = convertedObjects(answer.json, { uid, reviewVersion });
    if (typeof found === "string") return `${of} failed: ${found}`;
    return readConversion(found, { objects, apiVersion, of });
  }
}

/** What an answer holds, checked as the version of the review demands. */
function convertedObjects(
  json: JsonObject,
  expected: { uid: string; reviewVersion: string },
): unknown[] | string {
  const { response, apiVersion, kind } = json;
  const strict = expected.reviewVersion === "apiextensions.k8s.io/v1";
  if (strict && (apiVersion !== expected.reviewVersion || kind !== "ConversionReview")) {
    const version =
      typeof apiVersion === "string" && apiVersion.includes("/")
        ? apiVersion
        : `/${String(apiVersion ?? "")}`;
    return `expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got ${version}, Kind=${String(kind ?? "")}`;
  }
  if (!isJsonObject(response)) return "no response provided";
  const { uid = "", result, convertedObjects: converted } = response;
  if (strict && uid !== expected.uid)
    return `expected response.uid=${JSON.stringify(expected.uid)}, got ${JSON.stringify(uid)}`;
  const { status = "", message } = isJsonObject(result) ? result : {};
  if (status !== "Success")
    return typeof message === "string" && message
      ? message
      : `response.result.status was '${String(status)}', not 'Success'`;
  return Array.isArray(converted) ? converted : [];
}

function textKey(object: ApiObject, apiVersion: string): string {
  return `${apiVersion} ${JSON.stringify(object)}`;
}
