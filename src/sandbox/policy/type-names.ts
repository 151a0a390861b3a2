import { CelMap, CelMessage, isList, type Value } from "../../kube/schema/cel/value.ts";

/**
 * Objects that an expression makes under another name than that of the field that they are in: `Object.spec{template: Object.spec.wrong{}}`. Lists
 * and maps between them have no name. Follows CheckTypeNamesMatchFieldPathNames of k8s.io/apiserver/pkg/cel/mutation/dynamic/objects.go.
 */
export function typeNameProblems(
  value: Value,
  expected = value instanceof CelMessage ? value.type : "",
): string[] {
  if (value instanceof CelMessage) {
    const own =
      value.type === expected
        ? []
        : [
            `unexpected type name ${JSON.stringify(value.type)}, expected ${JSON.stringify(expected)}, which matches field name path from root Object type`,
          ];
    return [
      ...own,
      ...value.entries().flatMap(([name, item]) => typeNameProblems(item, `${expected}.${String(name)}`)),
    ];
  }
  if (isList(value)) return value.flatMap((item) => typeNameProblems(item, expected));
  if (value instanceof CelMap) return value.entries().flatMap(([, item]) => typeNameProblems(item, expected));
  return [];
}
