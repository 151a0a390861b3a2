// objects are whatever a server answers; scenes compare them as data
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Stored = any;

/** What a scene has met so far; hashes are numbered in the order in which they appear. */
export interface Seen {
  readonly namespace: string;
  readonly hashes: Map<string, string>;
}

const hashLabels = ["pod-template-hash", "controller-revision-hash"];

/** Lists without what differs from server to server: identifiers, times, addresses, random ends of names, hashes of templates. */
export function normalise(lists: Record<string, Stored[]>, seen: Seen): Record<string, unknown[]> {
  for (const object of Object.values(lists).flat()) rememberHashes(object, seen);
  return Object.fromEntries(
    Object.entries(lists).map(([name, objects]) => {
      const written = objects.map((object) => plainText(object, seen));
      // how often an event was repeated depends on how often a controller tried
      const distinct = name === "core/v1/events" ? [...new Set(written)] : written;
      return [name, distinct.sort().map((text) => JSON.parse(text) as unknown)];
    }),
  );
}

function rememberHashes(object: Stored, { hashes }: Seen): void {
  for (const label of hashLabels) {
    const hash = object.metadata?.labels?.[label]?.split("-").at(-1);
    if (hash && !hashes.has(hash)) hashes.set(hash, `HASH${hashes.size + 1}`);
  }
}

function plainText(object: Stored, { namespace, hashes }: Seen): string {
  let text = JSON.stringify(object.involvedObject ? plainEvent(object) : plainObject(object));
  for (const [hash, name] of hashes) text = text.replaceAll(hash, name);
  return text
    .replaceAll(namespace, "NAMESPACE")
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UID")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME")
    .replace(/\b10\.\d+\.\d+\.\d+\b/g, "ADDRESS")
    .replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}(?![\w-])/g, "-*");
}

/** Who says what about which object. */
function plainEvent({ type, reason, message, involvedObject, source, reportingComponent }: Stored) {
  const { kind, name } = involvedObject;
  return { about: `${kind}/${name}`, type, reason, message, from: source?.component ?? reportingComponent };
}

function plainObject({ metadata, ...rest }: Stored) {
  const { resourceVersion: _, managedFields = [], ...kept } = metadata;
  const managers = managedFields.map(({ manager, operation, subresource = "" }: Stored) =>
    `${manager} ${operation} ${subresource}`.trim(),
  );
  return { metadata: { ...kept, managers: [...new Set(managers)].sort() }, ...rest };
}

/**
 * Lists as they are compared: each in an order of its own, fields too, for servers write them in different ones. How far a Deployment says that a new ReplicaSet has got depends, on the real server, on
 * which of two controllers wrote first; that it is on its way is compared.
 */
export function comparable(lists: Record<string, unknown[]>): Record<string, unknown[]> {
  const started =
    /"message":"(?:Created new replica set|ReplicaSet) \\"([\w-]+)\\"(?: is progressing\.)?","reason":"(?:NewReplicaSetCreated|ReplicaSetUpdated)"/g;
  const text = (object: unknown) =>
    JSON.stringify(ordered(object)).replace(started, '"message":"$1 is on its way","reason":"Started"');
  const entries = Object.entries(lists).map(([name, objects]) => [name, objects.map(text).sort()] as const);
  return Object.fromEntries(
    entries.map(([name, texts]) => [name, texts.map((object) => JSON.parse(object) as unknown)]),
  );
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, field]) => [key, ordered(field)]));
}
