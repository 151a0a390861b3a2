import type { Client, KubernetesObject, ObjectKey, Resource } from "../../../../src/index.ts";

/** The kind and the name are the callers'. */
export async function ensure<T extends KubernetesObject>(client: Client, kind: Resource<T>, key: ObjectKey): Promise<void> {
  await client.apply(kind, { metadata: key } as never);
}

export const remove = async <T extends KubernetesObject>(c: Client, { kind, name }: { kind: Resource<T>; name: string }) => {
  await c.delete(kind, { namespace: "default", name });
};

export function twice<T>(f: () => Promise<T>): Promise<T> {
  return f().then(() => f());
}
