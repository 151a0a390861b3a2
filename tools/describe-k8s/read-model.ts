/** What a model of @kubernetes/client-node says in prose. */
export interface ModelDocs {
  /** Of the type itself; `""` when it has none. */
  readonly type: string;
  /** By the model's own name of every field; `""` for a field that has none. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Reads the declaration file of a model; undefined when it declares no class. */
export function readModel(text: string): ModelDocs | undefined {
  const [, comment = "", body] =
    /(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\s*)?export declare class \w+ \{([^]*)\}/.exec(text) ?? [];
  if (body === undefined) return undefined;
  const fields = new Map<string, string>();
  const declarations = body.matchAll(/(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\s*)?'([^']+)'\??:/g);
  for (const [, doc = "", name = ""] of declarations) fields.set(name, proseOf(doc));
  return { type: proseOf(comment), fields };
}

/** Undoes what its generator does so that any text fits a comment and a string. */
function proseOf(comment: string): string {
  return comment
    .replaceAll(/^\s*\* ?/gm, "")
    .trim()
    .replaceAll("*_/", "*/")
    .replaceAll("/_*", "/*")
    .replaceAll(/\\(["'\\])/g, "$1");
}
