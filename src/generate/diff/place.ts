import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Finding } from "./change.ts";

/** A place in the objects of a version, and where to report what changes there. */
export interface Place {
  /** `spec.ports[*].name`; "" for the object as a whole. */
  readonly path: string;
  /**
   * The part of an object that must not be changed so that what is wrong below it is passed over: the place itself, or the list around it whose items
   * cannot be told apart. "" for the object as a whole, which every write changes.
   */
  readonly unit: string;
  /** The new schemas around, the outermost first. */
  readonly around?: readonly { readonly path: string; readonly unit: string; readonly schema: JsonSchema }[];
  readonly report: (path: string, finding: Finding) => void;
}

/** A property or an entry of a map: told apart by its name. */
export function below(place: Place, name: string): Place {
  const { path, unit } = place;
  const inner = name === "*" ? `${path}[*]` : path ? `${path}.${name}` : name;
  return { ...place, path: inner, unit: unit === path ? inner : unit };
}

/** The items of a list: told apart only where the list has keys (apiserver/pkg/cel/common/equality.go). */
export function itemsOf(place: Place, { keyed }: { keyed: boolean }): Place {
  const path = `${place.path}[*]`;
  return { ...place, path, unit: keyed && place.unit === place.path ? path : place.unit };
}

/** What is accepted beside what was before. */
export function widen(
  place: Place,
  change: { rule: string; accepted: string; before?: unknown; after?: unknown },
): void {
  const { accepted, ...rest } = change;
  place.report(place.path, {
    ...rest,
    class: "compatible",
    reason: `${accepted}: stored objects and those who write them go on as before; readers may meet what they did not before`,
  });
}

/** What is no longer accepted. At the object as a whole, that is refused at any write, because any write changes it. */
export function tighten(
  place: Place,
  change: { rule: string; refused: string; before?: unknown; after?: unknown },
): void {
  const { refused, ...rest } = change;
  const { path, unit } = place;
  const stays =
    unit === ""
      ? "an object stored so is refused at any write that changes something, even elsewhere"
      : `an object stored so can still be written as long as ${unit} is not changed`;
  place.report(path, {
    ...rest,
    class: unit === "" ? "breaking" : "tightening",
    reason: `${refused} are refused; ${stays}`,
  });
}

/** What stored objects or clients do not survive. */
export function breaks(place: Place, finding: Omit<Finding, "class">): void {
  place.report(place.path, { ...finding, class: "breaking" });
}

/** What nobody notices, or only gains from. */
export function harmless(place: Place, finding: Omit<Finding, "class">): void {
  place.report(place.path, { ...finding, class: "compatible" });
}
