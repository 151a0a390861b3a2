import type { ts } from "ts-morph";
import type { Session } from "../../session.ts";
import { callValue } from "./call-value.ts";
import { evaluate } from "./evaluate.ts";
import { Calls } from "./invoke.ts";
import { Ledger } from "./ledger.ts";
import type { Machine } from "./machine.ts";
import { member } from "./member.ts";
import { Modules } from "./modules.ts";
import { runBlock } from "./run.ts";
import { Store, type Phase } from "./store.ts";
import { typed } from "./typed.ts";
import { Unreached } from "./unreached.ts";

/** More steps than any operator takes: a program that needs more goes round in ever other ways. */
const mostSteps = 3_000_000;

/**
 * Follows everything that the files may do: from their top level into handlers, functions of other files, methods, callbacks, with all values that names may
 * stand for. Passes are repeated until nothing new is learnt; then functions that nobody was seen to call are run with what their types say; and at last what
 * nothing was seen to set counts as unknown. Nothing of the project's code is run.
 */
export function readProgram(files: readonly string[], session: Session): Ledger {
  const ledger = new Ledger(session);
  const machine = createMachine(session, { ledger, files });
  for (const phase of ["reached", "all", "settled"] as const) {
    if (!runPhase(machine, phase)) {
      const [first] = files;
      if (first !== undefined) ledger.reportTooLarge(session.sources.file(first));
      break;
    }
  }
  return ledger;
}

interface Running extends Machine {
  /** Runs all files once. False: it takes too long. */
  pass(): boolean;
}

function runPhase(machine: Running, phase: Phase): boolean {
  const { store } = machine;
  store.phase = phase;
  for (let passes = 0; passes < 20; passes += 1) {
    store.changed = false;
    if (!machine.pass()) return false;
    if (!store.changed) return true;
  }
  return false;
}

class TooManySteps extends Error {}

function createMachine(
  session: Session,
  { ledger, files }: { ledger: Ledger; files: readonly string[] },
): Running {
  const store = new Store();
  let steps = 0;
  const machine: Running = {
    session,
    store,
    ledger,
    evaluate(node, scope) {
      steps += 1;
      if (steps > mostSteps) throw new TooManySteps();
      return evaluate(machine, node, scope);
    },
    runBlock: (statements, scope) => runBlock(machine, statements, scope),
    call: (callee, call) => callValue(machine, callee, call),
    invoke: (callee, call) => calls.invoke(callee, call),
    construct: (callee, call) => calls.construct(callee, call),
    initialize: (callee, of) => calls.initialize(callee, of),
    moduleOf: (module, from) => modules.moduleOf(module, from),
    member: (of, name, at: ts.Node) => member(machine, of, { name, at }),
    lookUp: (name, scope) => modules.lookUp(name, scope),
    exportOf: (path, name) => modules.exportOf(path, name),
    typed: (type, depth = 0) => typed(machine, type, depth),
    pass() {
      ledger.clear();
      modules.begin();
      calls.begin();
      try {
        for (const file of files) modules.scope(file);
        if (store.phase !== "reached") unreached.run(store.values());
        return true;
      } catch (error) {
        if (error instanceof TooManySteps) return false;
        throw error;
      }
    },
  };
  const modules = new Modules(machine);
  const calls = new Calls(machine);
  const unreached = new Unreached(machine, { calls, files });
  return machine;
}
