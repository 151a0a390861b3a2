import { ArgumentError } from "../marker/argument-error.ts";
import type { KindVersion } from "../model/kind.ts";
import { mapProperties, someProperty } from "../model/map-properties.ts";
import type { Doc, Property, Tag, Type } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";

/** Which feature gates are on, and which the sources speak of. */
export interface FeatureGates {
  readonly on: ReadonlySet<string>;
  /** Names that stand in the sources; filled while they are looked at. */
  readonly known: Set<string>;
}

interface GateContext {
  readonly gates: FeatureGates;
  readonly problems: Problems;
  /** Called with a property that is left out, so that the rest of what is said of it is looked at too. */
  readonly leaveOut: (property: Property) => void;
}

/**
 * A version without the properties whose `@featureGate` is off; undefined when the kind's own is. A gate is a name, or several joined by `&` and `|`. As
 * the +kubebuilder:featuregate markers that were proposed to controller-tools.
 */
export function applyFeatureGates(version: KindVersion, context: GateContext): KindVersion | undefined {
  if (!isGated(version)) return version;
  const on = isOn(version.docs, context);
  const type = mapProperties(version.type, (property) => {
    const { doc, type: inner } = property;
    if (!hasGate(property)) return property;
    const bare = { ...property, doc: withoutGates(doc), type: ungated(inner) };
    if (isOn([doc, ...inner.docs], context)) return bare;
    context.leaveOut(bare);
    return undefined;
  });
  if (!on) type.properties.forEach(context.leaveOut);
  return on ? { ...version, docs: version.docs.map(withoutGates), type, ungated: version.type } : undefined;
}

/** The gates of the property that a path of names ends at, as they are written; undefined when there is no such property, or no gate. */
export function gateAt(type: Type, [name, ...rest]: readonly string[]): string | undefined {
  if (type.kind === "array") return gateAt(type.items, [name ?? "", ...rest]);
  const property =
    type.kind === "object" ? type.properties.find((candidate) => candidate.name === name) : undefined;
  if (!property) return undefined;
  if (rest.length > 0) return gateAt(property.type, rest);
  const tags = [property.doc, ...property.type.docs].flatMap((doc) => doc.tags.filter(isGate));
  return tags.map(({ text }) => text).join(" & ") || undefined;
}

/** Most kinds are not: they are left as they are. */
function isGated({ docs, type }: KindVersion): boolean {
  return docs.some((doc) => doc.tags.some(isGate)) || someProperty(type, hasGate);
}

function hasGate({ doc, type }: Property): boolean {
  return doc.tags.some(isGate) || type.docs.some((one) => one.tags.some(isGate));
}

/** Gates that are switched on and that nothing is behind. */
export function unknownGates({ on, known }: FeatureGates): string[] {
  return [...on].filter((name) => !known.has(name));
}

/** Whether a tag puts something behind a gate. */
export function isGate({ name }: Tag): boolean {
  return name === "featureGate" || /^\+kubebuilder:feature[gG]ate$/.test(name);
}

function isOn(docs: readonly Doc[], { gates, problems }: GateContext): boolean {
  const tags = docs.flatMap((doc) => doc.tags.filter(isGate));
  return tags
    .map((tag) => {
      try {
        return evaluate(tag.text, gates);
      } catch (error) {
        if (!(error instanceof ArgumentError)) throw error;
        const name = tag.name.startsWith("+") ? tag.name : `@${tag.name}`;
        const message = `wrong argument of "${name}": ${error.message}`;
        problems.error(tag.position, { code: "TAG_ARGUMENT", message });
        return true;
      }
    })
    .every(Boolean);
}

/** `a`, `a|b`, `a&b`, `(a&b)|c`; `&` binds closer. Every name is looked at. */
function evaluate(text: string, { on, known }: FeatureGates): boolean {
  const tokens = text.match(/[A-Za-z][\w.-]*|[&|()]|[^\s]/g) ?? [];
  let at = 0;
  const either = (): boolean => join("|", both, (left, right) => left || right);
  const both = (): boolean => join("&", one, (left, right) => left && right);
  const join = (sign: string, next: () => boolean, of: (left: boolean, right: boolean) => boolean) => {
    let value = next();
    while (tokens[at] === sign) {
      at += 1;
      value = of(next(), value);
    }
    return value;
  };
  const one = (): boolean => {
    const token = tokens[at++];
    if (token === "(") {
      const value = either();
      if (tokens[at++] !== ")") throw wrong(text);
      return value;
    }
    if (token === undefined || !/^[A-Za-z]/.test(token)) throw wrong(text);
    known.add(token);
    return on.has(token);
  };
  const value = either();
  if (at < tokens.length) throw wrong(text);
  return value;
}

function wrong(text: string): ArgumentError {
  return new ArgumentError(`expected names of feature gates joined by & and |, found "${text}"`);
}

function withoutGates(doc: Doc): Doc {
  return doc.tags.some(isGate) ? { ...doc, tags: doc.tags.filter((tag) => !isGate(tag)) } : doc;
}

function ungated(type: Type): Type {
  return { ...type, docs: type.docs.map(withoutGates) };
}
