import { readdirSync } from "node:fs";
import { join } from "node:path";
import { vi } from "vitest";

type Call = (...given: unknown[]) => unknown;

/** A function of the generator behind a switch. */
export interface SwitchedFunction {
  readonly name: string;
  /** What it may do instead when it is off, after what it was seen to return: nothing, its first argument as it is, an empty list … */
  readonly outcomes: Map<string, Call>;
  /** Set while it is off. */
  off: Call | undefined;
  /** Whether it was called since it was last asked. */
  called: boolean;
}

const root = join(import.meta.dirname, "../../../../src/generate");

/** The modules of the generator whose functions are looked at. */
const modules = [
  ...["crd", "read", "marker", "model"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(root, folder, name)),
  ),
  join(root, "read-versions.ts"),
  join(root, "built-in-schema.ts"),
];

/** Puts every function that a module of the generator exports behind a switch, for what is imported from now on. */
export function switchFunctions(): readonly SwitchedFunction[] {
  const functions: SwitchedFunction[] = [];
  vi.resetModules();
  for (const path of modules) {
    vi.doMock(path, async (original) => {
      const exports = await original<Record<string, unknown>>();
      return Object.fromEntries(
        Object.entries(exports).map(([name, value]) => [
          name,
          isFunction(value) ? behindSwitch(name, value, functions) : value,
        ]),
      );
    });
  }
  return functions;
}

/** Imports are as they were. */
export function restoreFunctions(): void {
  for (const path of modules) vi.doUnmock(path);
  vi.resetModules();
}

function isFunction(value: unknown): value is Call {
  return typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value));
}

function behindSwitch(name: string, real: Call, functions: SwitchedFunction[]): Call {
  const one: SwitchedFunction = { name, outcomes: new Map(), off: undefined, called: false };
  functions.push(one);
  return (...given) => {
    one.called = true;
    if (one.off) return one.off(...given);
    const result = real(...given);
    const [kind, outcome] = without(result, given);
    one.outcomes.set(kind, outcome);
    return result;
  };
}

/** What it is to do nothing, for a function that was seen to return something. */
function without(result: unknown, [first]: readonly unknown[]): [string, Call] {
  if (result !== undefined && result === first) return ["what it was given", (same) => same];
  if (Array.isArray(result)) return ["no items", () => []];
  if (result instanceof Map) return ["an empty map", () => new Map()];
  if (typeof result === "boolean") return [`${!result}`, () => !result];
  if (typeof result === "string") return ["no text", () => ""];
  if (typeof result === "number") return ["0", () => 0];
  return ["nothing", () => undefined];
}
