import type { ts } from "ts-morph";
import { isJsonObject } from "../../../base/json.ts";
import { parseApiVersion } from "../../../kube/gvk.ts";
import { pluralize } from "../../../kube/plural.ts";
import { readConstant } from "../../read/read-constant.ts";
import { builtInTarget, findBuiltIn } from "../built-in-target.ts";
import type { Target } from "../rule-context.ts";
import type { Machine } from "./machine.ts";
import { anyHandle, present, textsOf } from "./store.ts";
import type { Call, Value, Values } from "./value.ts";

/** The resources that handles stand for. What cannot be told is noted down, at the expression. */
export function targetsOf(
  machine: Machine,
  handles: Values,
  { node, given, place = 0 }: Call & { place?: number },
): Target[] {
  const { ledger, session, store } = machine;
  const targets: Target[] = [];
  let isKnown = handles.length > 0 || store.phase !== "settled";
  for (const value of present(handles)) {
    const target = targetOf(value, session);
    if (target) targets.push(target);
    else isKnown = false;
  }
  const at = given[place] ?? node;
  if (!isKnown) ledger.unknown(at, `cannot tell which resource "${shorten(at.getText())}" is`, node);
  return targets;
}

/** The resource that a handle stands for. */
export function targetOf(value: Value, session: Machine["session"]): Target | undefined {
  if (value.kind === "handle") return value.target;
  return value.kind === "library" ? builtInTarget(value.module, value.name, session) : undefined;
}

export function handleOf(machine: Machine, target: Target): Value {
  return machine.store.value(`handle ${JSON.stringify(target)}`, (id) => ({ kind: "handle", id, target }));
}

/** `resource<Memcached>({ group, version, kind })`. */
export function definedHandle(machine: Machine, { given }: Call): Values {
  const [argument] = given;
  const definition = argument && readConstant(argument, machine.session);
  if (!isJsonObject(definition)) return [anyHandle];
  const { group, kind, plural, scope } = definition;
  if (typeof group !== "string" || typeof kind !== "string") return [anyHandle];
  const target: Target = {
    group,
    plural: typeof plural === "string" ? plural : pluralize(kind),
    scope: scope === "Cluster" ? "Cluster" : "Namespaced",
  };
  machine.ledger.kinds.set(`${group} ${kind}`, target);
  return [handleOf(machine, target)];
}

/** Kinds by name, as untyped clients and discovery take them: an object or a reference with `apiVersion` and `kind`, a group and a kind, a handle. */
export function namedHandles(machine: Machine, names: Values, at: ts.Node): Values {
  const handles = names.map((value): Value => {
    if (value.kind === "instance") return handleOf(machine, value.target);
    if (targetOf(value, machine.session)) return value;
    if (value.kind !== "object") return anyHandle;
    const text = (name: string) => {
      const found = textsOf(machine.member(value, name, at));
      return found?.length === 1 ? found[0] : undefined;
    };
    const [kind, apiVersion, group, version] = [
      text("kind"),
      text("apiVersion"),
      text("group"),
      text("version"),
    ];
    const place = apiVersion === undefined ? { group, version } : parseApiVersion(apiVersion);
    if (kind === undefined || place.group === undefined) return anyHandle;
    return handleOf(machine, targetOfKind(machine, { group: place.group, version: place.version, kind }));
  });
  return handles;
}

/** A built-in kind, one of the project's, or one of which only the plural is guessed, as the API server's own clients do. */
function targetOfKind(
  { session, ledger }: Machine,
  { group, version, kind }: { group: string; version: string | undefined; kind: string },
): Target {
  return (
    findBuiltIn({ group, version, kind }, session.builtIns()) ??
    ledger.kinds.get(`${group} ${kind}`) ?? { group, plural: pluralize(kind) }
  );
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
