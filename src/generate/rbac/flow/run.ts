import type { ts } from "ts-morph";
import { bind, boundNames, eachItem } from "./bind.ts";
import { assign } from "./bind.ts";
import type { Machine } from "./machine.ts";
import { data, unknown } from "./store.ts";
import type { Scope, Values } from "./value.ts";

/** Runs the statements of a block, whose names are put into the scope first: functions are known before they are declared. */
export function runBlock(machine: Machine, statements: readonly ts.Statement[], scope: Scope): void {
  for (const statement of statements) declare(machine, statement, scope);
  for (const statement of statements) run(machine, statement, scope);
}

function declare(machine: Machine, statement: ts.Statement, scope: Scope): void {
  const { session, store } = machine;
  const { compiler: ts } = session;
  const isDefault =
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true;
  if (ts.isVariableStatement(statement)) declareList(machine, statement.declarationList, scope);
  else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    const key = `${store.node(statement)} ${scope.id}`;
    const value = ts.isClassDeclaration(statement)
      ? store.value(`class ${key}`, (id) => ({ kind: "class", id, node: statement, scope }))
      : store.value(`function ${key}`, (id) => ({ kind: "function", id, node: statement, scope }));
    const isOverload =
      ts.isFunctionDeclaration(statement) && !statement.body && !isAmbient(machine, statement);
    if (isOverload) return;
    if (statement.name) store.add(store.cellOf(scope.cells, statement.name.text), [value]);
    if (isDefault) store.add(store.cellOf(scope.cells, "default"), [value]);
  } else if (ts.isEnumDeclaration(statement)) declareEnum(machine, statement, scope);
  else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name))
    store.cellOf(scope.cells, statement.name.text);
}

function isAmbient(machine: Machine, statement: ts.FunctionDeclaration): boolean {
  return (
    statement.modifiers?.some(({ kind }) => kind === machine.session.compiler.SyntaxKind.DeclareKeyword) ===
    true
  );
}

function declareList(machine: Machine, list: ts.VariableDeclarationList, scope: Scope): void {
  for (const { name, type } of list.declarations)
    for (const bound of boundNames(machine, name)) {
      machine.store.cellOf(scope.cells, bound.text);
      if (type && bound === name) scope.types.set(bound.text, type);
    }
}

function declareEnum(machine: Machine, statement: ts.EnumDeclaration, scope: Scope): void {
  const { store } = machine;
  const object = store.object(`${store.node(statement)} ${scope.id}`);
  for (const { name, initializer } of statement.members)
    store.add(
      store.cellOf(object.fields, "text" in name ? name.text : name.getText()),
      initializer ? machine.evaluate(initializer, scope) : [data],
    );
  store.add(store.cellOf(scope.cells, statement.name.text), [object]);
}

/** The scope of what stands within a node. */
function inner(
  machine: Machine,
  node: ts.Node,
  { scope, more = "" }: { scope: Scope; more?: string },
): Scope {
  const { store } = machine;
  return store.scope(`block ${store.node(node)} ${scope.id} ${more}`, () => ({ parent: scope }));
}

function run(machine: Machine, statement: ts.Statement, scope: Scope): void {
  const { compiler: ts } = machine.session;
  if (ts.isVariableStatement(statement)) runList(machine, statement.declarationList, scope);
  else if (ts.isExpressionStatement(statement) || ts.isThrowStatement(statement))
    machine.evaluate(statement.expression, scope);
  else if (ts.isReturnStatement(statement)) runReturn(machine, statement, scope);
  else if (ts.isBlock(statement))
    runBlock(machine, statement.statements, inner(machine, statement, { scope }));
  else if (ts.isIfStatement(statement)) {
    machine.evaluate(statement.expression, scope);
    run(machine, statement.thenStatement, scope);
    if (statement.elseStatement) run(machine, statement.elseStatement, scope);
  } else if (ts.isForOfStatement(statement)) runForOf(machine, statement, scope);
  else if (ts.isExportAssignment(statement))
    machine.store.add(
      machine.store.cellOf(scope.cells, statement.isExportEquals ? "export=" : "default"),
      machine.evaluate(statement.expression, scope),
    );
  else if (ts.isModuleDeclaration(statement)) runNamespace(machine, statement, scope);
  else if (ts.isClassDeclaration(statement)) runStatic(machine, statement, scope);
  else if (!isDeclaration(machine, statement)) runOther(machine, statement, scope);
}

function runList(machine: Machine, list: ts.VariableDeclarationList, scope: Scope): void {
  const { compiler: ts } = machine.session;
  for (const { name, initializer, type } of list.declarations) {
    const values = initializer ? machine.evaluate(initializer, scope) : [];
    const isKnown = ts.isIdentifier(name) ? [...values] : values;
    bind(machine, name, { values: isKnown, scope, type });
  }
}

function runReturn(machine: Machine, { expression }: ts.ReturnStatement, scope: Scope): void {
  const values: Values = expression ? machine.evaluate(expression, scope) : [data];
  let around: Scope | undefined = scope;
  while (around && !around.result) around = around.parent;
  if (around?.result) machine.store.add(around.result, values);
}

/** The body is run for each item by itself: what comes of one is not mixed with another. */
function runForOf(machine: Machine, statement: ts.ForOfStatement, scope: Scope): void {
  const { session, store } = machine;
  const { compiler: ts } = session;
  const gone = machine.evaluate(statement.expression, scope);
  const all = gone.length === 0 && store.phase === "settled" ? [[unknown]] : eachItem(gone);
  for (const values of all) {
    const around = inner(machine, statement, { scope, more: values.map(({ id }) => id).join() });
    const { initializer } = statement;
    if (ts.isVariableDeclarationList(initializer)) {
      declareList(machine, initializer, around);
      for (const { name } of initializer.declarations) bind(machine, name, { values, scope: around });
    } else assign(machine, initializer, { values, scope: around });
    run(machine, statement.statement, around);
  }
}

function runNamespace(machine: Machine, statement: ts.ModuleDeclaration, scope: Scope): void {
  const { session, store } = machine;
  const { compiler: ts } = session;
  const { body, name } = statement;
  if (!body || !ts.isIdentifier(name)) return;
  const around = inner(machine, statement, { scope });
  if (ts.isModuleBlock(body)) runBlock(machine, body.statements, around);
  const object = store.object(`${store.node(statement)} ${scope.id}`);
  for (const [exported, cell] of around.cells)
    store.add(store.cellOf(object.fields, exported), [...cell.values.values()]);
  store.add(store.cellOf(scope.cells, name.text), [object]);
}

/** Static fields and blocks. */
function runStatic(machine: Machine, statement: ts.ClassDeclaration, scope: Scope): void {
  const { compiler: ts } = machine.session;
  for (const member of statement.members) {
    if (!ts.isClassStaticBlockDeclaration(member)) continue;
    runBlock(machine, member.body.statements, inner(machine, member, { scope }));
  }
}

/** Loops, `try`, `switch`: all ways are taken, in a scope of their own. */
function runOther(machine: Machine, node: ts.Node, scope: Scope): void {
  const { session, store } = machine;
  const { compiler: ts } = session;
  const around = inner(machine, node, { scope });
  if (ts.isCatchClause(node) && node.variableDeclaration) {
    for (const name of boundNames(machine, node.variableDeclaration.name))
      store.add(store.cellOf(around.cells, name.text), [data]);
  }
  if (ts.isForInStatement(node) && ts.isVariableDeclarationList(node.initializer))
    for (const { name } of node.initializer.declarations)
      bind(machine, name, { values: [data], scope: around });
  ts.forEachChild(node, (child) => {
    if (ts.isTypeNode(child) || ts.isIdentifier(child)) return;
    if (ts.isVariableDeclarationList(child)) {
      declareList(machine, child, around);
      runList(machine, child, around);
    } else if (ts.isCaseBlock(child)) {
      const statements = child.clauses.flatMap((clause) => [...clause.statements]);
      for (const clause of child.clauses)
        if (ts.isCaseClause(clause)) machine.evaluate(clause.expression, around);
      runBlock(machine, statements, around);
    } else if (ts.isExpression(child)) machine.evaluate(child, around);
    else if (ts.isCatchClause(child)) runOther(machine, child, around);
    else if (ts.isBlock(child) || ts.isStatement(child)) run(machine, child, around);
  });
}

/** What says only names and types: functions are run when they are called. */
function isDeclaration(machine: Machine, node: ts.Statement): boolean {
  const { compiler: ts } = machine.session;
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node)
  );
}
