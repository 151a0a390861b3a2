import type { ts } from "ts-morph";
import type { Calls } from "./invoke.ts";
import { isStatic } from "./invoke.ts";
import type { Machine } from "./machine.ts";
import { declaredMember } from "./property-names.ts";
import type { ClassValue, FunctionValue, ObjectValue, Value, Values } from "./value.ts";

/** Functions that nobody was seen to call: others may, so they are run with what their types say. */
export class Unreached {
  readonly #machine: Machine;
  readonly #calls: Calls;

  /** Names that expressions of the project use. */
  readonly #names: ReadonlySet<string>;

  constructor(machine: Machine, { calls, files }: { calls: Calls; files: readonly string[] }) {
    this.#machine = machine;
    this.#calls = calls;
    const { compiler, sources } = machine.session;
    this.#names = new Set(files.flatMap((file) => [...usedNames(sources.file(file), compiler)]));
  }

  /** Runs those among all values, and those that come to light by that; first those that no other can have called. */
  run(values: () => Iterable<Value>): void {
    const { called } = this.#calls;
    const last = [
      (node: ts.Node) => !called.has(node) && !this.#isNamed(node),
      (node: ts.Node) => !called.has(node),
      () => true,
    ];
    for (const isLast of last)
      for (let seen = -1, rounds = 0; seen !== this.#calls.reached.size && rounds < 50; rounds += 1) {
        seen = this.#calls.reached.size;
        for (const value of [...values()]) {
          if (value.kind === "function" && this.#isDue(value.node, isLast)) this.#run(value);
          if (value.kind === "class") this.#runClass(value, { values, isLast });
        }
      }
  }

  #isDue(node: ts.Node, isLast: (node: ts.Node) => boolean): boolean {
    return !this.#calls.reached.has(node) && isLast(node);
  }

  /** Whether something in its file, or in another, has the name of a function. */
  #isNamed(node: ts.Node): boolean {
    const { compiler: ts } = this.#machine.session;
    const holder = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? node.parent : node;
    const { name } = holder as { name?: ts.Node };
    return name !== undefined && this.#names.has(name.getText());
  }

  #run(value: FunctionValue): void {
    if (!value.node.body) return;
    this.#machine.invoke(value, { args: this.#arguments(value.node), node: value.node });
  }

  #arguments({ parameters }: ts.FunctionLikeDeclaration): Values[] {
    return parameters.map(({ type }) => [...this.#machine.typed(type)]);
  }

  #runClass(
    value: ClassValue,
    { values, isLast }: { values: () => Iterable<Value>; isLast: (node: ts.Node) => boolean },
  ): void {
    const { compiler: ts } = this.#machine.session;
    const methods = value.node.members.filter(
      (one): one is ts.MethodDeclaration | ts.GetAccessorDeclaration =>
        (ts.isMethodDeclaration(one) ||
          ts.isGetAccessorDeclaration(one) ||
          ts.isSetAccessorDeclaration(one)) &&
        one.body !== undefined &&
        this.#isDue(one, isLast),
    );
    const isNew = this.#isDue(value.node, isLast);
    if (methods.length === 0 && !isNew) return;
    const objects = this.#objectsOf(value, values);
    for (const method of methods) {
      const self: Values = isStatic(this.#machine, method) ? [value] : objects;
      const functions = declaredMember(this.#machine, method, { self, scope: value.scope, within: value });
      for (const found of functions) if (found.kind === "function") this.#run(found);
    }
  }

  /** Objects of a class, or of one that extends it; one that its types say, when nobody makes any. */
  #objectsOf(value: ClassValue, values: () => Iterable<Value>): ObjectValue[] {
    const { compiler: ts } = this.#machine.session;
    const made = [...values()].filter((one): one is ObjectValue => one.kind === "object" && one.of === value);
    if (made.length > 0) return made;
    const constructor = value.node.members.find((one): one is ts.ConstructorDeclaration =>
      ts.isConstructorDeclaration(one),
    );
    const args = constructor ? this.#arguments(constructor) : [];
    return [this.#machine.construct(value, { args, node: value.node })];
  }
}

/** Names in expressions, and those of properties that are read. */
function* usedNames(node: ts.Node, compiler: Machine["session"]["compiler"]): Generator<string> {
  if (compiler.isImportDeclaration(node) || compiler.isExportDeclaration(node) || compiler.isTypeNode(node))
    return;
  const isOwn = (node.parent as { name?: ts.Node } | undefined)?.name === node;
  const isRead = isOwn && compiler.isPropertyAccessExpression(node.parent);
  if ((compiler.isIdentifier(node) || compiler.isPrivateIdentifier(node)) && (!isOwn || isRead))
    yield node.text;
  const children: ts.Node[] = [];
  compiler.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* usedNames(child, compiler);
}
