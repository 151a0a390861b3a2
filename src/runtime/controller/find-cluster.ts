/**
 * One of the operator's clusters.
 *
 * @throws TypeError when there is none of that name
 */
export function findCluster<C>(name: string, clusters: ReadonlyMap<string, C>): C {
  const found = clusters.get(name);
  if (found) return found;
  const names = [...clusters.keys()].map((known) => `"${known}"`).join(", ");
  throw new TypeError(`there is no cluster "${name}": the operator has ${names}`);
}
