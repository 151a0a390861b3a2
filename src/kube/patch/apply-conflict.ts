import type { FieldSet } from "./field-set.ts";
import { managerIdentifier, managerText, type ManagerIdentity } from "./manager.ts";

/** Fields of one manager that an apply would change. */
export interface Conflict {
  readonly owner: ManagerIdentity;
  readonly set: FieldSet;
}

/** An apply that would change fields of other managers. */
export class ApplyConflictError extends Error {
  /** One entry a field; `manager` is quoted and qualified as the server prints it. */
  readonly conflicts: readonly { readonly manager: string; readonly field: string }[];
  readonly #sets: readonly Conflict[];

  constructor(sets: readonly Conflict[]) {
    const conflicts = sets.flatMap(({ owner, set }) =>
      set.paths().map((field) => ({ owner, manager: managerText(owner), field })),
    );
    super(messageOf(conflicts));
    this.name = "ApplyConflictError";
    this.conflicts = conflicts.map(({ manager, field }) => ({ manager, field }));
    this.#sets = sets;
  }

  /** What is left when some fields may be taken; undefined when nothing is. */
  without(allowed: FieldSet): ApplyConflictError | undefined {
    const left = this.#sets
      .map(({ owner, set }) => ({ owner, set: set.difference(allowed) }))
      .filter(({ set }) => !set.isEmpty);
    return left.length > 0 ? new ApplyConflictError(left) : undefined;
  }
}

/** Several conflicts are grouped by manager, one field a line (conflict.go of k8s.io/apimachinery/pkg/util/managedfields). */
function messageOf(conflicts: readonly { owner: ManagerIdentity; manager: string; field: string }[]): string {
  const [only] = conflicts;
  if (only && conflicts.length === 1)
    return `Apply failed with 1 conflict: conflict with ${only.manager}: ${only.field}`;
  const byManager = new Map<string, { manager: string; fields: string[] }>();
  for (const { owner, manager, field } of conflicts) {
    const key = managerIdentifier(owner);
    const fields = byManager.get(key)?.fields ?? [];
    byManager.set(key, { manager, fields: [...fields, field] });
  }
  const groups = [...byManager]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { manager, fields }]) =>
      [`conflicts with ${manager}:`, ...fields.map((field) => `- ${field}`)].join("\n"),
    );
  return `Apply failed with ${conflicts.length} conflicts: ${groups.join("\n")}`;
}
