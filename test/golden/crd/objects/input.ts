import { resource, type Condition, type CustomResource, type Int32 } from "kubewright";

interface Named {
  /** What it is called. */
  name: string;
}

interface Labelled {
  labels?: Record<string, string>;
}

/** Something with a place. */
interface Base extends Named {
  place: { zone: string; rack?: Int32 };
  secret?: string;
}

interface Page<Item> {
  items: Item[];
  next?: string;
}

interface Spec extends Base {
  both: Named & Labelled;
  picked: Pick<Base, "name">;
  omitted: Omit<Base, "secret" | "place">;
  partial: Partial<Base>;
  required: Required<Labelled>;
  page: Page<Named>;
  pages: readonly Page<Int32>[];
  triple: [Int32, Int32, Int32];
  list: Array<string>;
  table: Record<string, Named>;
  index: { [key: string]: Int32 };
  fixed: Record<"a" | "b", Int32>;
  lookedUp: Base["place"];
  nested: string[][];
  empty: {};
  /** @ignore */
  hidden?: () => void;
  "dashed-name": string;
}

interface Status {
  conditions?: Condition[];
  observed?: { generation: Int32 };
}

export type Thing = CustomResource<Spec, Status>;

export const Thing = resource<Thing>({ group: "example.com", version: "v1", kind: "Thing" });
