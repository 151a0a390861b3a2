import type { KubernetesObject } from "../../kube/object.ts";

/**
 * Applies only what is other than it was when it was applied last. What fails is tried again the next time. `note` is told of what was
 * applied after the first time.
 */
export function applyChanged(
  apply: (objects: readonly KubernetesObject[]) => Promise<void>,
  note: (line: string) => void,
): (objects: readonly KubernetesObject[]) => Promise<void> {
  const applied = new Map<string, string>();
  let isFirst = true;
  return async (objects) => {
    const changed = objects.filter((object) => applied.get(nameOf(object)) !== JSON.stringify(object));
    if (changed.length > 0) await apply(changed);
    for (const object of changed) {
      applied.set(nameOf(object), JSON.stringify(object));
      if (!isFirst) note(`applied ${nameOf(object)}`);
    }
    isFirst = false;
  };
}

function nameOf({ kind = "", metadata }: KubernetesObject): string {
  const { namespace, name = "" } = metadata ?? {};
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
