import { isJsonObject } from "../../base/json.ts";
import { fieldElement, elementText } from "../../kube/patch/field-set.ts";
import { atomOf, type Type } from "../../kube/patch/topology.ts";

/**
 * Places of a configuration where the schema takes lists, maps or structs only as a whole: there is no telling what of them is to stay. Follows
 * findAtomics of k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch/smd.go.
 */
export function atomicPaths(value: unknown, type: Type, path = ""): string[] {
  const { map, list } = atomOf(type);
  if (isJsonObject(value) && map) {
    const fields = Object.entries(value).flatMap(([name, item]) => {
      const field = map.field(name);
      return field ? atomicPaths(item, field, path + elementText(fieldElement(name))) : [];
    });
    return [...(map.atomic ? [path] : []), ...fields];
  }
  if (Array.isArray(value) && list) {
    const items = value.flatMap((item, index) => atomicPaths(item, list.items, `${path}[${index}]`));
    return [...(list.atomic ? [path] : []), ...items];
  }
  return [];
}
