import type { Clock } from "../../base/clock.ts";
import { equalJson, isJsonObject } from "../../base/json.ts";
import { apiVersionOf } from "../../kube/gvk.ts";
import { Masker } from "../../kube/masker.ts";
import type { DeepReadonly, KubernetesObject } from "../../kube/object.ts";
import type { ControllerStats, OperatorHello, ReportedKind, TracedRun } from "../../kube/operator-report.ts";
import type { SensitiveFields } from "../../kube/sensitive-fields.ts";
import { writeYaml } from "../../kube/yaml.ts";
import { conditionsOf, healthOf } from "./health-of.ts";
import { ObjectBook, type KeptObject } from "./object-book.ts";
import { eventRow } from "./event-row.ts";
import type {
  ControllerView,
  EventRow,
  ObjectDetail,
  ObjectRow,
  OperatorState,
  TreeNode,
  ViewState,
} from "./view-state.ts";

const maxRuns = 500;
const rateWindow = 10_000;
/** Of one object. */
const maxNodes = 500;

/** Gathers what is shown of an operator: what it reports, and the objects that it works on. Tells who listens of each change. */
export class ViewModel {
  readonly #clock: Clock;
  readonly #book = new ObjectBook();
  readonly #listeners = new Set<() => void>();
  /** Newest last. */
  readonly #runs: TracedRun[] = [];
  readonly #counts = new Map<string, number>();
  readonly #problems = new Map<string, string>();
  readonly #ended: { readonly controller: string; readonly runs: number; readonly at: number }[] = [];
  #sensitive: SensitiveFields = {};
  #masker = new Masker();
  #hello: OperatorHello | undefined;
  #stats: readonly ControllerStats[] = [];
  #state: OperatorState = "building";
  #notice: string | undefined;
  #revision = 0;

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  /** Calls back at every change, until what is returned is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Fields that must not be shown from now on. */
  set sensitive(fields: SensitiveFields) {
    if (equalJson(fields, this.#sensitive)) return;
    this.#sensitive = fields;
    this.#masker = new Masker(fields);
    this.#book.mask(this.#masker);
    this.#changed();
  }

  /** Where the operator is; a new one counts from the start. */
  set state(state: OperatorState) {
    this.#state = state;
    if (state !== "running") this.#stats = this.#stats.map((one) => ({ ...one, queued: 0, running: 0 }));
    this.#changed();
  }

  set notice(text: string | undefined) {
    this.#notice = text;
    this.#changed();
  }

  /** An operator has started. */
  greet(hello: OperatorHello): void {
    this.#hello = hello;
    this.#stats = [];
    this.#ended.length = 0;
    this.#state = "running";
    this.#notice = undefined;
    this.#changed();
  }

  /** How busy its controllers are. */
  count(stats: readonly ControllerStats[]): void {
    const at = this.#clock.monotonic();
    for (const { name, runs } of stats) {
      const before = this.#stats.find((one) => one.name === name)?.runs ?? 0;
      if (runs > before) this.#ended.push({ controller: name, runs: runs - before, at });
    }
    this.#stats = stats;
    this.#changed();
  }

  /** Runs that are over. */
  add(runs: readonly TracedRun[]): void {
    for (const run of runs) {
      this.#runs.push(run);
      const key = keyOf(run);
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
    this.#runs.splice(0, Math.max(0, this.#runs.length - maxRuns));
    this.#changed();
  }

  put(object: DeepReadonly<KubernetesObject>): void {
    this.#book.put(object, this.#masker);
    this.#changed();
  }

  delete(uid: string): void {
    this.#book.delete(uid);
    this.#changed();
  }

  /** A watch of a kind begins anew. */
  restart(kind: ReportedKind, namespace: string | undefined): void {
    const apiVersion = apiVersionOf(kind);
    this.#book.clear(
      (object) =>
        object.kind === kind.kind &&
        object.apiVersion === apiVersion &&
        (namespace === undefined || object.metadata.namespace === namespace),
    );
  }

  /** Why something cannot be shown; undefined: it can. */
  setProblem(about: string, text: string | undefined): void {
    if (text === undefined ? !this.#problems.delete(about) : this.#problems.get(about) === text) return;
    if (text !== undefined) this.#problems.set(about, text);
    this.#changed();
  }

  /** Counts up with every change. */
  get revision(): number {
    return this.#revision;
  }

  snapshot(): ViewState {
    const left = this.#book.left;
    return {
      ...(this.#hello ? { operator: this.#hello.operator } : {}),
      state: this.#state,
      ...(this.#notice === undefined ? {} : { notice: this.#notice }),
      revision: this.#revision,
      controllers: (this.#hello?.controllers ?? []).map(({ name, kind }) => this.#controller(name, kind)),
      objects: this.#rows(),
      problems: [
        ...this.#problems.values(),
        ...(left > 0 ? [`${left} objects are too many to be shown`] : []),
      ],
    };
  }

  /** What is known of one object; undefined for one that is not there. */
  detail(uid: string): ObjectDetail | undefined {
    const object = this.#book.get(uid);
    if (!object) return undefined;
    const tree = this.#tree(object, new Set());
    const runs = this.#runs.filter((run) => keyOf(run) === keyOfObject(object)).toReversed();
    return {
      row: this.#row(object),
      tree,
      events: this.#eventsOf(tree),
      runs,
      yaml: writeYaml(object),
    };
  }

  /** The object of a kind (`Kind`, `Kind.group`, in any case) and a name; undefined for none. */
  find(kind: string, key: { namespace?: string; name: string }): string | undefined {
    const [name = "", ...group] = kind.toLowerCase().split(".");
    for (const { apiVersion = "", kind: known = "", metadata } of this.#book.all()) {
      const isKind =
        known.toLowerCase() === name &&
        (group.length === 0 || apiVersion.toLowerCase().split("/")[0] === group.join("."));
      const isPlace = key.namespace === undefined || metadata.namespace === key.namespace;
      if (isKind && isPlace && metadata.name === key.name) return metadata.uid;
    }
    return undefined;
  }

  #controller(name: string, kind: ReportedKind): ControllerView {
    const since = this.#clock.monotonic() - rateWindow;
    const recent = this.#ended.filter(({ at }) => at >= since);
    this.#ended.splice(0, this.#ended.length - recent.length);
    const runs = recent.filter(({ controller }) => controller === name);
    const counted = this.#stats.find((one) => one.name === name);
    return {
      ...(counted ?? { name, queued: 0, running: 0, runs: 0, failures: 0 }),
      kind: kind.kind,
      rate: runs.reduce((sum, one) => sum + one.runs, 0) / (rateWindow / 1_000),
    };
  }

  #rows(): ObjectRow[] {
    const kinds = new Set(this.#hello?.controllers.map(({ kind }) => `${apiVersionOf(kind)}/${kind.kind}`));
    return [...this.#book.all()]
      .filter(({ apiVersion = "", kind = "" }) => kinds.has(`${apiVersion}/${kind}`))
      .map((object) => this.#row(object))
      .sort((a, b) => (sortText(a) < sortText(b) ? -1 : 1));
  }

  #row(object: KeptObject): ObjectRow {
    const last = this.#runs.findLast((run) => keyOf(run) === keyOfObject(object));
    return {
      ...identityOf(object),
      conditions: conditionsOf(object),
      runs: this.#counts.get(keyOfObject(object)) ?? 0,
      ...(last ? { lastRun: { time: last.time, milliseconds: last.milliseconds, result: last.result } } : {}),
      ...(last?.error === undefined ? {} : { error: last.error }),
    };
  }

  #tree(object: KeptObject, seen: Set<string>): TreeNode {
    seen.add(object.metadata.uid);
    const health = healthOf(object);
    const children = seen.size > maxNodes ? [] : this.#book.childrenOf(object.metadata.uid);
    return {
      ...identityOf(object),
      ...(health ? { health } : {}),
      children: children
        .filter(({ metadata }) => !seen.has(metadata.uid))
        .slice(0, 100)
        .map((child) => this.#tree(child, seen))
        .sort((a, b) => (sortText(a) < sortText(b) ? -1 : 1)),
    };
  }

  #eventsOf(tree: TreeNode): EventRow[] {
    const uids = new Map(nodesOf(tree).map((node) => [node.uid, `${node.kind}/${node.name}`]));
    return [...this.#book.events()]
      .flatMap((event) => {
        const about = isJsonObject(event.involvedObject) ? String(event.involvedObject.uid) : "";
        const object = uids.get(about);
        return object === undefined ? [] : [eventRow(event, object)];
      })
      .sort((a, b) => ((a.time ?? "") > (b.time ?? "") ? -1 : 1))
      .slice(0, 100);
  }

  #changed(): void {
    this.#revision++;
    for (const listener of this.#listeners) listener();
  }
}

function identityOf({ apiVersion = "", kind = "", metadata }: KeptObject) {
  const { uid, namespace, name = "", creationTimestamp, deletionTimestamp } = metadata;
  return {
    uid,
    apiVersion,
    kind,
    ...(namespace ? { namespace } : {}),
    name,
    ...(creationTimestamp ? { created: creationTimestamp } : {}),
    deleting: deletionTimestamp !== undefined,
  };
}

function nodesOf(node: TreeNode): TreeNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}

function keyOf({ apiVersion, kind, namespace = "", name }: TracedRun): string {
  return [apiVersion, kind, namespace, name].join("/");
}

function keyOfObject({ apiVersion = "", kind = "", metadata }: KeptObject): string {
  return [apiVersion, kind, metadata.namespace ?? "", metadata.name ?? ""].join("/");
}

function sortText({
  kind,
  namespace = "",
  name,
}: {
  kind: string;
  namespace?: string;
  name: string;
}): string {
  return [kind, namespace, name].join("\0");
}
