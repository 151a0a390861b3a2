import type { ts } from "ts-morph";
import { bind, boundNames } from "./bind.ts";
import type { Machine } from "./machine.ts";
import { propertyNames } from "./property-names.ts";
import { data, join, present, valuesOf } from "./store.ts";
import type { Call, ClassValue, FunctionValue, ObjectValue, Scope, Value, Values } from "./value.ts";

/** Calls of the project's functions: each is run once in a pass for the same arguments. */
export class Calls {
  /** Functions and classes that were run in this pass. */
  readonly reached = new Set<ts.Node>();
  /** Functions that were called by others, in this pass or before. */
  readonly called = new Set<ts.Node>();
  readonly #machine: Machine;
  readonly #run = new Set<string>();
  readonly #open: { node: ts.Node; scope: Scope }[] = [];

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  begin(): void {
    this.reached.clear();
    this.#run.clear();
  }

  /** Runs the function for each way its arguments can be combined, if these are not too many: a kind and its name stay together. */
  invoke(callee: FunctionValue, { args, node }: Pick<Call, "args" | "node">): Values {
    if (node !== callee.node) this.called.add(callee.node);
    const given =
      callee.node.parameters.length < args.length ? args.slice(0, this.#arity(callee, args)) : args;
    const ways = combine(given);
    return join(...ways.map((way) => this.#invokeOne(callee, { args: way, node })));
  }

  #arity({ node }: FunctionValue, args: readonly Values[]): number {
    return node.parameters.some(({ dotDotDotToken }) => dotDotDotToken)
      ? args.length
      : node.parameters.length;
  }

  #invokeOne(callee: FunctionValue, { args, node }: Pick<Call, "args" | "node">): Values {
    const { store, ledger } = this.#machine;
    const open = this.#open.filter((one) => one.node === callee.node);
    // a function that calls itself with ever other arguments: they are taken together
    const outer = open.length >= 3 ? open.at(-1)?.scope : undefined;
    if (outer) {
      this.#bindParameters(callee, args, outer);
      return outer.result ? valuesOf(outer.result) : [];
    }
    const key = `call ${callee.id} ${args
      .map((values) =>
        values
          .map(({ id }) => id)
          .sort()
          .join("|"),
      )
      .join()}`;
    const scope = store.scope(key, () => ({
      parent: callee.scope,
      ...(callee.self ? { self: callee.self } : {}),
      ...(callee.within ? { within: callee.within } : {}),
      result: store.cell(),
      ...(callee.node.asteriskToken ? { yielded: store.list(`yielded ${key}`, 0).rest } : {}),
    }));
    if (!this.#run.has(scope.id)) {
      this.#run.add(scope.id);
      this.reached.add(callee.node);
      this.#open.push({ node: callee.node, scope });
      ledger.stack.push(node);
      this.#bindParameters(callee, args, scope);
      this.#runBody(callee, scope);
      ledger.stack.pop();
      this.#open.pop();
    }
    return this.#answer(callee, { scope, key });
  }

  #answer({ node }: FunctionValue, { scope, key }: { scope: Scope; key: string }): Values {
    const { store } = this.#machine;
    if (node.asteriskToken) return [store.list(`yielded ${key}`, 0)];
    const values = scope.result ? valuesOf(scope.result) : [];
    if (values.length > 0 || store.phase !== "settled") return values;
    const typed = node.body ? [] : this.#machine.typed(node.type);
    return typed.length > 0 ? typed : [data];
  }

  #bindParameters({ node }: FunctionValue, args: readonly Values[], scope: Scope): void {
    const parameters = node.parameters.filter(({ name }) => name.getText() !== "this");
    for (const [index, parameter] of parameters.entries()) {
      const { name, initializer, type, dotDotDotToken } = parameter;
      const values = dotDotDotToken ? this.#rest(args.slice(index), scope) : (args[index] ?? []);
      const defaults = initializer ? this.#machine.evaluate(initializer, scope) : [];
      for (const bound of boundNames(this.#machine, name))
        this.#machine.store.cellOf(scope.cells, bound.text);
      bind(this.#machine, name, {
        values: join(initializer ? present(values) : values, defaults),
        scope,
        type,
      });
    }
  }

  #rest(args: readonly Values[], scope: Scope): Values {
    const { store } = this.#machine;
    const list = store.list(`rest ${scope.id}`, args.length);
    for (const [index, values] of args.entries()) store.add(list.items[index] ?? list.rest, values);
    return [list];
  }

  #runBody({ node }: FunctionValue, scope: Scope): void {
    const { session, store } = this.#machine;
    const { body } = node;
    if (!body) return;
    if (session.compiler.isBlock(body)) this.#machine.runBlock(body.statements, scope);
    else if (scope.result) store.add(scope.result, this.#machine.evaluate(body, scope));
  }

  construct(callee: ClassValue, { args, node }: Pick<Call, "args" | "node">): ObjectValue {
    const { store } = this.#machine;
    const key = `new ${store.node(node)} ${callee.id} ${args.map((values) => values.map(({ id }) => id).join("|")).join()}`;
    const object = store.object(key, { of: callee });
    if (!this.#run.has(object.id)) {
      this.#run.add(object.id);
      this.reached.add(callee.node);
      this.initialize(callee, { object, args, node });
    }
    return object;
  }

  /** Sets the fields of a new object, and runs its constructor: what it extends first. */
  initialize(
    callee: ClassValue,
    { object, args, node }: { object: ObjectValue; args: readonly Values[]; node: ts.Node },
  ): void {
    const { session, store } = this.#machine;
    const { compiler: ts } = session;
    const { members } = callee.node;
    const constructor = members.find((one) => ts.isConstructorDeclaration(one) && one.body !== undefined) as
      ts.ConstructorDeclaration | undefined;
    if (!constructor)
      for (const base of basesOf(this.#machine, callee))
        if (base.kind === "class") this.initialize(base, { object, args, node });
    const self: Values = [object];
    const scope = store.scope(`fields ${callee.id} ${object.id}`, () => ({
      parent: callee.scope,
      self,
      within: callee,
    }));
    for (const member of members) {
      if (!ts.isPropertyDeclaration(member) || isStatic(this.#machine, member) || !member.initializer)
        continue;
      const values = this.#machine.evaluate(member.initializer, scope);
      for (const name of propertyNames(this.#machine, member.name, scope) ?? [])
        store.add(store.cellOf(object.fields, name), values);
    }
    if (!constructor) return;
    this.#setParameterProperties(constructor, { object, args });
    const id = `constructor ${callee.id} ${object.id}`;
    this.invoke(
      { kind: "function", id, node: constructor, scope: callee.scope, self, within: callee },
      { args, node },
    );
  }

  /** `constructor(private readonly client: Client)`. */
  #setParameterProperties(
    { parameters }: ts.ConstructorDeclaration,
    { object, args }: { object: ObjectValue; args: readonly Values[] },
  ): void {
    const { session, store } = this.#machine;
    const { compiler: ts } = session;
    for (const [index, parameter] of parameters.entries()) {
      const { name } = parameter;
      if (!ts.isParameterPropertyDeclaration(parameter, parameter.parent) || !ts.isIdentifier(name)) continue;
      store.add(store.cellOf(object.fields, name.text), args[index] ?? []);
    }
  }
}

/** What a class extends. */
export function basesOf({ session, evaluate }: Machine, { node, scope }: ClassValue): Values {
  const { compiler: ts } = session;
  const clause = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const [extended] = clause?.types ?? [];
  return extended ? evaluate(extended.expression, scope) : [];
}

export function isStatic({ session }: Machine, member: ts.ClassElement): boolean {
  const { compiler: ts } = session;
  return (
    ts.canHaveModifiers(member) &&
    ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) === true
  );
}

const told: ReadonlySet<Value["kind"]> = new Set(["handle", "text", "object", "list", "method", "function"]);

/** Every combination of arguments, one value each; all at once where they would be many. */
function combine(args: readonly Values[]): (readonly Values[])[] {
  const several = args.map((values) => values.length > 1 && values.some(({ kind }) => told.has(kind)));
  const count = args.reduce((product, values, index) => product * (several[index] ? values.length : 1), 1);
  if (count === 1 || count > 24) return [args];
  let ways: Values[][] = [[]];
  for (const [index, values] of args.entries()) {
    const choices = several[index] ? values.map((value) => [value]) : [values];
    ways = ways.flatMap((way) => choices.map((choice) => [...way, choice]));
  }
  return ways;
}
