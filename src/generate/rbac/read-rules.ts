import type { ts } from "ts-morph";
import type { Session } from "../session.ts";
import { addControllerNeeds } from "./controller-needs.ts";
import { readProgram } from "./flow/read-program.ts";
import type { ScopedRule } from "./rbac-tag.ts";
import { reportUnknown } from "./rule-context.ts";
import { taggedRules } from "./tagged-rules.ts";

/** The rules that a project needs for its controllers and for each call of a client that its code may make, and those that its comments ask for. */
export function readRules(files: readonly string[], session: Session): ScopedRule[] {
  const sources = files.map((file) => session.sources.file(file));
  for (const source of sources) reportStartOnRead(source, session);
  const ledger = readProgram(files, session);
  for (const record of ledger.controllers.values()) addControllerNeeds(record, ledger);
  ledger.report();
  return [...sources.flatMap((source) => taggedRules(source, session)), ...ledger.rules];
}

/** `operator({ cache: { startOnRead: true } })`: kinds that are read are watched then, whichever they are. */
function reportStartOnRead(source: ts.SourceFile, session: Session): void {
  const { compiler: ts } = session;
  if (!source.text.includes("startOnRead")) return;
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === "startOnRead") {
      const isOn = node.initializer.kind === ts.SyntaxKind.TrueKeyword;
      const around = node.parent.parent;
      const isOfAll = ts.isPropertyAssignment(around) && around.name.getText() === "cache";
      const message =
        "cannot tell which kinds are watched when they are read: cached(Kind, { startOnRead: true }) names one";
      if (isOn && isOfAll) reportUnknown(node, message, { call: node, session });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}
