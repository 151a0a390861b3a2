import type { Change, Step } from "../sequence.ts";
import type { Dice } from "./dice.ts";
import { contentOf, metadataFor, objectFor } from "./object.ts";
import { jsonPatchFor, mergePatchFor, partFor, strategicPatchFor } from "./patch.ts";
import type { Target } from "./target.ts";
import { valueFor } from "./value.ts";

const names = ["n1", "n2", "n3"];
const managers = ["alpha", "beta", "gamma"];
const agents = ["tester/1.0", "kubectl/v1.36.0 (linux/amd64)", "alpha"];

/** Makes requests for a kind, each appended to `steps`. */
export function requestsFor(dice: Dice, targets: readonly Target[], steps: Step[] = []) {
  /** Requests whose answer was an object, by the name that it was about. */
  const seen: { step: number; name: string }[] = [];
  const target = () => (dice.chance(0.75) ? (targets[0] ?? dice.pick(targets)) : dice.pick(targets));
  const push = (step: Step, name?: string) => {
    const index = steps.push({ ...step, ...(dice.chance(0.15) ? { agent: dice.pick(agents) } : {}) }) - 1;
    if (name !== undefined) seen.push({ step: index, name });
  };
  const some = () => (seen.length ? dice.pick(seen.slice(-6)) : undefined);
  const last = (name: string) => seen.filter((entry) => entry.name === name).at(-1);
  const nameOf = () =>
    dice.chance(0.75)
      ? "n1"
      : dice.chance(0.15)
        ? dice.pick(["missing", targets[0]?.custom ? "Bad_Name" : "missing", "n4"])
        : dice.pick(names);

  function create(): void {
    const to = target();
    // of two names that servers make up nobody knows the order in a list
    if (steps.length > 1 && !steps.some(({ body }) => isGenerated(body)) && dice.chance(0.2)) {
      const index = steps.length;
      push({
        method: "POST",
        path: to.collection + queryOf(writing(dice)),
        body: objectFor(dice, to, { generateName: dice.pick(["gen-", "g"]) }),
      });
      return void seen.push({ step: index, name: `{{name:${index}}}` });
    }
    const name = steps.length <= 1 ? "n1" : nameOf();
    const quality = dice.chance(0.7) ? { quality: "valid" as const } : {};
    const yaml = dice.chance(0.1);
    push(
      {
        method: "POST",
        path: to.collection + queryOf(writing(dice)),
        ...(yaml ? { type: "application/yaml" } : {}),
        body: spoiled(dice, objectFor(dice, to, { name, ...quality }), { yaml }),
      },
      name,
    );
  }

  function get(): void {
    const to = target();
    const name = nameOf();
    const suffix = dice.weighted([
      [8, () => ""],
      [1, () => "/status"],
      [1, () => "/scale"],
    ]);
    const accept = suffix === "" ? acceptOf(dice, to, "PartialObjectMetadata") : {};
    push(
      { method: "GET", path: `${to.collection}/${name}${suffix}`, ...accept },
      suffix === "/scale" || accept.accept ? undefined : name,
    );
  }

  function list(): void {
    const whole = target();
    push({
      method: "GET",
      path: whole.collection + queryOf(listing(dice, target(), some()?.step)),
      ...acceptOf(dice, whole, "PartialObjectMetadataList"),
    });
    if (dice.chance(0.4)) {
      const to = target();
      push({ method: "GET", path: `${to.collection}?limit=1` });
      push({
        method: "GET",
        path: `${to.collection}?limit=${dice.between(1, 2)}&continue={{continue:${steps.length - 1}}}`,
      });
    }
  }

  function update(): void {
    const to = target();
    const entry = dice.chance(0.8) ? last("n1") : some();
    if (!entry) return create();
    const subresource = dice.weighted([
      [6, () => ""],
      [to.status ? 2 : 0.2, () => "/status"],
      [to.scale ? 1 : 0, () => "/scale"],
    ]);
    const path = `${to.collection}/${dice.chance(0.95) ? entry.name : nameOf()}${subresource}${queryOf(writing(dice))}`;
    if (subresource === "/scale") {
      const body = {
        apiVersion: "autoscaling/v1",
        kind: "Scale",
        metadata: {
          name: entry.name,
          ...(dice.chance(0.3) ? { resourceVersion: `{{rv:${entry.step}}}` } : {}),
        },
        spec: { replicas: dice.between(0, 4) },
      };
      return push({ method: "PUT", path, body });
    }
    if (dice.chance(0.75))
      return push(
        { method: "PUT", path, from: { step: entry.step, changes: changesFor(dice, to) } },
        entry.name,
      );
    const object = objectFor(dice, to, { name: entry.name });
    const metadata = object.metadata as Record<string, unknown>;
    if (dice.chance(0.7)) metadata.resourceVersion = `{{rv:${entry.step}}}`;
    if (dice.chance(0.1))
      metadata.uid = dice.pick([`{{uid:${entry.step}}}`, "11111111-1111-1111-1111-111111111111"]);
    push({ method: "PUT", path, body: spoiled(dice, object) }, entry.name);
  }

  function patch(): void {
    const to = target();
    const name = nameOf();
    const subresource = dice.weighted([
      [8, () => ""],
      [to.status ? 2 : 0.1, () => "status"],
      [to.scale ? 1 : 0, () => "scale"],
    ]);
    const [type, body] = dice.weighted<[string, unknown]>([
      [4, () => ["merge-patch+json", mergePatchFor(dice, to, subresource)]],
      [3, () => ["json-patch+json", jsonPatchFor(dice, to, subresource)]],
      [to.custom ? 0.2 : 5, () => ["strategic-merge-patch+json", strategicPatchFor(dice, to, subresource)]],
    ]);
    const path = `${to.collection}/${name}${subresource && `/${subresource}`}${queryOf(writing(dice))}`;
    const sent = subresource === "scale" ? { spec: { replicas: dice.between(0, 4) } } : body;
    const shown =
      subresource === "scale" && type === "json-patch+json"
        ? [{ op: "replace", path: "/spec/replicas", value: dice.between(0, 4) }]
        : sent;
    push(
      { method: "PATCH", path, type: `application/${type}`, body: spoiled(dice, shown) },
      subresource === "scale" ? undefined : name,
    );
  }

  function apply(): void {
    const to = target();
    const name = nameOf();
    const subresource = to.status && dice.chance(0.12) ? "status" : "";
    const part = partFor(dice, to, subresource);
    const metadata = { name, ...(part.metadata as object | undefined) };
    const body: Record<string, unknown> = { apiVersion: to.apiVersion, kind: to.kind, ...part, metadata };
    if (!to.custom && dice.chance(0.7)) Object.assign(body, objectFor(dice, to, { name }));
    if (dice.chance(0.02))
      Object.assign(
        body,
        dice.pick([
          { kind: "Other" },
          { apiVersion: "v9" },
          { metadata: { name, managedFields: [{}] } },
          { metadata: { name: "other" } },
        ]),
      );
    const entry = last(name);
    if (entry && dice.chance(0.06)) Object.assign(metadata, { resourceVersion: `{{rv:${entry.step}}}` });
    const query = {
      fieldManager: dice.chance(0.97) ? dice.pick(managers) : "",
      ...(dice.chance(0.4) ? { force: "true" } : {}),
      ...(dice.chance(0.08) ? { dryRun: "All" } : {}),
      ...(dice.chance(0.15) ? { fieldValidation: dice.pick(["Strict", "Warn", "Ignore"]) } : {}),
    };
    push(
      {
        method: "PATCH",
        path: `${to.collection}/${name}${subresource && `/${subresource}`}${queryOf(query)}`,
        type: "application/apply-patch+yaml",
        body: spoiled(dice, body, { yaml: true }),
      },
      name,
    );
  }

  function remove(): void {
    const to = target();
    const name = nameOf();
    const entry = last(name);
    const options = dice.weighted<unknown>([
      [4, () => undefined],
      [1, () => ({ propagationPolicy: dice.pick(["Foreground", "Background", "Orphan", "Odd"]) })],
      [
        1,
        () => ({
          preconditions: entry
            ? dice.pick([
                { uid: `{{uid:${entry.step}}}` },
                { resourceVersion: `{{rv:${entry.step}}}` },
                { uid: "no" },
              ])
            : { uid: "no" },
        }),
      ],
      [0.5, () => ({ dryRun: ["All"] })],
      [0.3, () => ({ gracePeriodSeconds: dice.pick([0, 5, -1]) })],
      [0.3, () => ({ orphanDependents: dice.chance(0.5) })],
      [
        0.1,
        () => ({
          kind: "DeleteOptions",
          apiVersion: "v1",
          orphanDependents: true,
          propagationPolicy: "Orphan",
        }),
      ],
    ]);
    push(
      {
        method: "DELETE",
        path: `${to.collection}/${name}${dice.chance(0.1) ? `?propagationPolicy=${dice.pick(["Foreground", "Background", "Odd"])}` : ""}`,
        ...(options === undefined ? {} : { body: options }),
      },
      name,
    );
  }

  function removeAll(): void {
    const to = target();
    push({
      method: "DELETE",
      path: to.collection + queryOf(dice.chance(0.6) ? listing(dice, to, undefined) : {}),
    });
  }

  function any(): void {
    dice.weighted<void>([
      [2, create],
      [1.2, get],
      [1.2, list],
      [3, update],
      [5, patch],
      [5, apply],
      [1, remove],
      [0.3, removeAll],
    ]);
  }

  return { steps, create, any };
}

/** Metadata alone, or a table: of built-in kinds it tells how old objects are, which differs. */
function acceptOf(dice: Dice, target: Target, partial: string): { accept?: string } {
  const as = dice.weighted<string | undefined>([
    [8, () => undefined],
    [1, () => partial],
    [target.custom ? 1 : 0, () => "Table"],
  ]);
  return as === undefined ? {} : { accept: `application/json;as=${as};v=v1;g=meta.k8s.io` };
}

function isGenerated(body: unknown): boolean {
  const { metadata } = (body ?? {}) as { metadata?: { generateName?: string } };
  return metadata?.generateName !== undefined;
}

/** Parameters of a write. */
function writing(dice: Dice): Record<string, string> {
  return {
    ...(dice.chance(0.4) ? { fieldManager: dice.pick(managers) } : {}),
    ...(dice.chance(0.08) ? { dryRun: dice.chance(0.9) ? "All" : "odd" } : {}),
    ...(dice.chance(0.2)
      ? { fieldValidation: dice.pick(["Strict", "Strict", "Warn", "Ignore", "odd"]) }
      : {}),
  };
}

/** Parameters of a list. A version with a limit but without a match is left out: what it means has been deprecated long ago. */
function listing(dice: Dice, target: Target, step: number | undefined): Record<string, string> {
  const query: Record<string, string> = {};
  if (dice.chance(0.4))
    query.labelSelector = dice.pick([
      "a=x",
      "a",
      "!a",
      "a in (x,y)",
      "tier notin (x)",
      "a!=x",
      "a=x,tier",
      "a in x",
      "a=b c",
      "example.com/x",
      "a==y",
      "tier>1",
    ]);
  if (dice.chance(0.3))
    query.fieldSelector = dice.pick([
      "metadata.name=n1",
      "metadata.name!=n1",
      "metadata.namespace={{ns}}",
      "spec.odd=1",
      "metadata.name==n2",
      "metadata.name",
      ...target.fields.map((field) => `${field}=a`),
      ...target.fields.map((field) => `${field}!=1`),
    ]);
  if (dice.chance(0.2)) query.limit = dice.pick(["1", "2", "0", "500"]);
  if (step !== undefined && dice.chance(0.2)) {
    query.resourceVersion = `{{rv:${step}}}`;
    query.resourceVersionMatch = dice.pick(["Exact", "NotOlderThan"]);
  } else if (dice.chance(0.12))
    Object.assign(
      query,
      dice.pick<object>([
        { resourceVersion: "0" },
        { resourceVersion: "0", resourceVersionMatch: "Exact" },
        { resourceVersionMatch: "Exact" },
        { resourceVersion: "odd" },
        { resourceVersion: "0", resourceVersionMatch: "NotOlderThan" },
        { resourceVersion: "1", resourceVersionMatch: "odd" },
        { continue: "odd" },
        { limit: "odd" },
        { sendInitialEvents: "true" },
      ]),
    );
  return query;
}

function queryOf(query: Record<string, string>): string {
  const text = Object.entries(query)
    .map(
      ([key, value]) =>
        `${key}=${encodeURIComponent(value).replaceAll("%7B%7B", "{{").replaceAll("%7D%7D", "}}").replaceAll("%3A", ":")}`,
    )
    .join("&");
  return text && `?${text}`;
}

/** What a read object is changed in before it is sent back. */
function changesFor(dice: Dice, target: Target): Change[] {
  const changes: Change[] = [];
  const properties = Object.entries(contentOf(target).properties);
  for (const [name, schema] of properties) {
    if (dice.chance(0.6))
      changes.push({
        path: [name],
        value: valueFor(dice, schema, target.careless && dice.chance(0.4) ? "careless" : "valid"),
      });
    else if (dice.chance(0.1)) changes.push({ path: [name] });
  }
  for (const [key, value] of Object.entries(metadataFor(dice, 0.5)))
    changes.push({ path: ["metadata", key], value });
  if (dice.chance(0.1)) changes.push({ path: ["metadata", "resourceVersion"] });
  if (dice.chance(0.04))
    changes.push(
      dice.pick<Change>([
        { path: ["metadata", "managedFields"] },
        { path: ["metadata", "uid"] },
        { path: ["metadata", "creationTimestamp"] },
        { path: ["apiVersion"] },
        { path: ["kind"] },
        { path: ["metadata", "name"] },
        { path: ["metadata", "generation"], value: 99 },
        { path: ["metadata", "name"], value: "other" },
        { path: ["metadata", "namespace"], value: "other" },
        { path: ["metadata", "namespace"] },
        { path: ["metadata", "managedFields"], value: [{}] },
      ]),
    );
  if (target.careless && dice.chance(0.1))
    changes.push({ path: [dice.pick(["spec", "status", "extra"]), "unknown"], value: 1 });
  return changes;
}

/** Now and then a body has a key twice, or ends too early: but not where it is read as YAML, whose errors are those of a library. */
function spoiled(dice: Dice, body: unknown, { yaml = false } = {}): unknown {
  if (!dice.chance(0.025)) return body;
  const text = JSON.stringify(body);
  if (!yaml && dice.chance(0.2)) return text.slice(0, -2);
  return text.replace(
    /"(\w+)":("[^"{]*"|\d+)/,
    (found, key: string, value: string) => `${found},"${key}":${value}`,
  );
}
