import type { Expression } from "./ast.ts";
import { accumulatorName, type NodeBuilder } from "./build-node.ts";

/** A macro that is called with the wrong arguments. */
export class MacroError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = "MacroError";
    this.offset = offset;
  }
}

/** What a call of a macro stands for; undefined when the call is none. Follows cel-go's parser/macro.go, cel/library.go, ext/comprehensions.go and ext/lists.go. */
export function expandMacro(
  call: { name: string; target: Expression | undefined; args: readonly Expression[] },
  build: NodeBuilder,
): Expression | undefined {
  const { name, target, args } = call;
  if (!target) return name === "has" && args.length === 1 ? expandHas(args, build) : undefined;
  const key = `${name}:${args.length}`;
  const macro = Object.hasOwn(macros, key) ? macros[key] : undefined;
  return macro?.(target, args, build);
}

type Macro = (target: Expression, args: readonly Expression[], build: NodeBuilder) => Expression;

const macros: Readonly<Record<string, Macro>> = {
  "all:2": quantifier("all"),
  "all:3": quantifier("all"),
  "exists:2": quantifier("exists"),
  "exists:3": quantifier("exists"),
  "exists_one:2": quantifier("existsOne"),
  "exists_one:3": quantifier("existsOne"),
  "existsOne:3": quantifier("existsOne"),
  "map:2": (target, args, build) => makeList(target, { variables: [at(args, 0)], build, item: at(args, 1) }),
  "map:3": (target, args, build) =>
    makeList(target, { variables: [at(args, 0)], build, filter: at(args, 1), item: at(args, 2) }),
  "filter:2": (target, args, build) =>
    makeList(target, { variables: [at(args, 0)], build, filter: at(args, 1), item: at(args, 0) }),
  "transformList:3": (target, args, build) =>
    makeList(target, { variables: args.slice(0, 2), build, item: at(args, 2) }),
  "transformList:4": (target, args, build) =>
    makeList(target, { variables: args.slice(0, 2), build, filter: at(args, 2), item: at(args, 3) }),
  "transformMap:3": makeMap(false),
  "transformMap:4": makeMap(false),
  "transformMapEntry:3": makeMap(true),
  "transformMapEntry:4": makeMap(true),
  "optMap:2": overOptional("optMap"),
  "optFlatMap:2": overOptional("optFlatMap"),
  "sortBy:2": sortBy,
};

function expandHas(args: readonly Expression[], build: NodeBuilder): Expression {
  const argument = at(args, 0);
  if (argument.kind !== "select") throw new MacroError("invalid argument to has() macro", argument.offset);
  return build.presenceTest(argument.operand, argument.field);
}

function quantifier(kind: "all" | "exists" | "existsOne"): Macro {
  return (target, args, build) => {
    const [variable, variable2] = variablesOf(args.slice(0, -1), "argument must be a simple name");
    const predicate = at(args, args.length - 1);
    const accu = () => build.accumulator();
    const loop = { range: target, variable, variable2, accumulator: accumulatorName };
    if (kind === "existsOne") {
      const initial = build.literal(0n);
      const condition = build.literal(true);
      const more = build.call("_+_", accu(), build.literal(1n));
      const step = build.call("_?_:_", predicate, more, accu());
      return build.comprehension({
        ...loop,
        initial,
        condition,
        step,
        result: build.call("_==_", accu(), build.literal(1n)),
      });
    }
    const all = kind === "all";
    const initial = build.literal(all);
    const going = all ? accu() : build.call("!_", accu());
    const condition = build.call("@not_strictly_false", going);
    const step = build.call(all ? "_&&_" : "_||_", accu(), predicate);
    return build.comprehension({ ...loop, initial, condition, step, result: accu() });
  };
}

function makeList(
  range: Expression,
  parts: {
    variables: readonly Expression[];
    build: NodeBuilder;
    filter?: Expression;
    item: Expression;
  },
): Expression {
  const { build, filter, item } = parts;
  const wording =
    parts.variables.length === 1 ? "argument is not an identifier" : "argument must be a simple name";
  const [variable, variable2] = variablesOf(parts.variables, wording);
  const initial = build.list();
  const condition = build.literal(true);
  const added = build.call("_+_", build.accumulator(), build.list(item));
  const step = filter ? build.call("_?_:_", filter, added, build.accumulator()) : added;
  const loop = { range, variable, variable2, accumulator: accumulatorName };
  return build.comprehension({ ...loop, initial, condition, step, result: build.accumulator() });
}

function makeMap(entry: boolean): Macro {
  return (range, args, build) => {
    const [variable, variable2] = variablesOf(args.slice(0, 2), "argument must be a simple name");
    const filter = args.length === 4 ? at(args, 2) : undefined;
    const value = at(args, args.length - 1);
    const added = entry
      ? build.call("cel.@mapInsert", build.accumulator(), value)
      : build.call("cel.@mapInsert", build.accumulator(), build.identifier(variable), value);
    const step = filter ? build.call("_?_:_", filter, added, build.accumulator()) : added;
    return build.comprehension({
      range,
      variable,
      variable2,
      accumulator: accumulatorName,
      initial: build.emptyMap(),
      condition: build.literal(true),
      step,
      result: build.accumulator(),
    });
  };
}

/** `target.optMap(v, e)`: `target.hasValue() ? optional.of(bind v to target.value() in e) : optional.none()`. */
function overOptional(macro: "optMap" | "optFlatMap"): Macro {
  return (target, args, build) => {
    const name = at(args, 0);
    if (name.kind !== "identifier")
      throw new MacroError(`${macro}() variable name must be a simple identifier`, name.offset);
    const bound = build.comprehension({
      range: build.list(),
      variable: "#unused",
      variable2: undefined,
      accumulator: name.name,
      initial: build.method(build.copy(target), "value"),
      condition: build.literal(false),
      step: build.identifier(name.name),
      result: at(args, 1),
    });
    return build.call(
      "_?_:_",
      build.method(target, "hasValue"),
      macro === "optMap" ? build.call("optional.of", bound) : bound,
      build.call("optional.none"),
    );
  };
}

function sortBy(target: Expression, args: readonly Expression[], build: NodeBuilder): Expression {
  if (!["list", "select", "identifier", "comprehension", "call"].includes(target.kind))
    throw new MacroError(
      "sortBy can only be applied to a list, identifier, comprehension, call or select expression",
      target.offset,
    );
  const input = build.identifier("@__sortBy_input__");
  const keys = makeList(build.copy(input), { variables: [at(args, 0)], build, item: at(args, 1) });
  return build.comprehension({
    range: build.list(),
    variable: "#unused",
    variable2: undefined,
    accumulator: input.name,
    initial: target,
    condition: build.literal(false),
    step: input,
    result: build.method(build.copy(input), "@sortByAssociatedKeys", keys),
  });
}

function variablesOf(names: readonly Expression[], wording: string): [string, string | undefined] {
  const found = names.map((name) => {
    if (name.kind !== "identifier") throw new MacroError(wording, name.offset);
    return name;
  });
  const [first, second] = found;
  if (second && first?.name === second.name)
    throw new MacroError(`duplicate variable name: ${second.name}`, second.offset);
  for (const { name, offset } of found) {
    if (name === accumulatorName || name === "__result__")
      throw new MacroError("iteration variable overwrites accumulator variable", offset);
  }
  return [first?.name ?? "", second?.name];
}

function at(args: readonly Expression[], index: number): Expression {
  const argument = args[index];
  if (!argument) throw new RangeError(`a macro lacks argument ${index}`);
  return argument;
}
