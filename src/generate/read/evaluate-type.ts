import type { ts } from "ts-morph";
import { equalValues } from "../model/equal-types.ts";
import { tagsOf } from "../model/tags-of.ts";
import { noDoc, type Doc, type Type } from "../model/type.ts";
import type { CompilerView } from "./compiler-view.ts";
import type { Disguised } from "./disguise-tagged.ts";
import { OpenType } from "./open-type.ts";
import { Problems } from "./problems.ts";
import { isAboutTags, readChecked } from "./read-checked.ts";
import type { TaggedNode } from "./tags-around.ts";
import { warnOfLostTags } from "./warn-of-lost-tags.ts";
import type { TypeContext } from "./type-context.ts";

/** How the compiler is asked. */
export interface Evaluation {
  /** What it is shown, by how much of it is disguised; made when it is first asked for. */
  readonly view: (what: Disguised) => CompilerView;
  /** Everything with tags that a type may be made of. */
  readonly tagsAround: (node: ts.Node) => readonly TaggedNode[];
}

/** A type as one view tells it, with what was found on the way. */
interface Told {
  readonly type: Type | undefined;
  readonly problems: Problems;
  readonly orphans: readonly Doc[];
  readonly parts: readonly ts.Type[];
}

/**
 * The type of a node as the compiler computes it: conditional types, `infer`, and whatever else syntax does not tell. Where type parameters are in force the nearest
 * node around it that has none is asked for instead.
 *
 * The compiler does not know tags. It is asked without them for what the type is, and again with what has tags disguised: where it says the same, the tags that
 * come along hold; where it does not, those that may be missed are told.
 *
 * @throws OpenType
 */
export function evaluateType(
  node: ts.TypeNode,
  context: TypeContext,
  evaluation: Evaluation,
): Type | undefined {
  if (context.parameters.size > 0) throw new OpenType();
  const { account } = context.comments;
  const { length } = account;
  const original = context.compiler.getOriginalNode(node) as ts.TypeNode;
  const plain = tell(original, context, evaluation.view("nothing"));
  const told = plain.type ? withTags(original, context, { plain, evaluation }) : plain;
  account.forget(length);
  context.problems.adopt(told.problems);
  context.orphans.push(...told.orphans);
  if (told.type) account.enter(tagsOf(told.type));
  return told.type;
}

function withTags(
  node: ts.TypeNode,
  context: TypeContext,
  { plain, evaluation: { view, tagsAround } }: { plain: Told; evaluation: Evaluation },
): Told {
  const around = tagsAround(node);
  if (around.length === 0 || !plain.type) return plain;
  const computed = { node, context, around, parts: plain.parts, plain: view("nothing") };
  for (const what of ["all", "most", "some"] as const) {
    const told = tell(node, context, view(what));
    // scalars with tags inside of a text or a key: it would be another type with them
    if (what === "some" && told.problems.diagnostics.some(isAboutTags)) return told;
    if (!told.type || told.problems.count > 0 || !equalValues(told.type, plain.type)) continue;
    warnOfLostTags(told.type, { ...computed, view: view(what) }, told.problems);
    return told;
  }
  warnOfLostTags(plain.type, { ...computed, view: computed.plain }, plain.problems);
  return plain;
}

function tell(node: ts.TypeNode, context: TypeContext, { sources, program, find }: CompilerView): Told {
  const problems = new Problems();
  const orphans: Doc[] = [];
  const parts: ts.Type[] = [];
  const read = (asked: ts.TypeNode, around: TypeContext): Type | undefined => {
    if (around.parameters.size > 0) throw new OpenType();
    const checker = program.checkerFor(asked.getSourceFile());
    const type = checker.getTypeFromTypeNode(around.compiler.getOriginalNode(asked) as ts.TypeNode);
    const found = readChecked(type, {
      node: asked,
      context: around,
      checker,
      program,
      open: [],
      computed: parts,
    });
    return found && withDocs(found, docsOfName(asked, around));
  };
  const here = find(node) as ts.TypeNode | undefined;
  const inner: TypeContext = { ...context, sources, problems, orphans, evaluate: read };
  return { type: here && read(here, inner), problems, orphans, parts };
}

/** What is said of a type with arguments is said of what comes of it, whether or not the compiler still knows its name. */
function docsOfName(node: ts.TypeNode, { compiler: ts, sources, comments }: TypeContext): Doc[] {
  if (!ts.isTypeReferenceNode(node) || !node.typeArguments) return [];
  const meaning = sources.entity(node.typeName, { node, space: "type" });
  if (meaning?.kind !== "declaration") return [];
  return [meaning.node, ...meaning.merged].map((one) => comments.read(one)).filter((doc) => doc !== noDoc);
}

function withDocs(type: Type, docs: readonly Doc[]): Type {
  const known = new Set(type.docs.map((doc) => JSON.stringify(doc)));
  return { ...type, docs: [...docs.filter((doc) => !known.has(JSON.stringify(doc))), ...type.docs] };
}
