import type {
  CallNode,
  ComprehensionNode,
  Expression,
  IdentifierNode,
  ListNode,
  Literal,
  LiteralNode,
} from "./ast.ts";

/** The name that macros give their accumulator; no source can say it. */
export const accumulatorName = "@result";

/** Makes the nodes of one expression, each with an id of its own. All of one builder stand at the same offset. */
export class NodeBuilder {
  readonly offset: number;
  readonly #nextId: () => number;

  constructor(offset: number, nextId: () => number) {
    this.offset = offset;
    this.#nextId = nextId;
  }

  literal(value: Literal): LiteralNode {
    return { kind: "literal", value, ...this.#node() };
  }

  identifier(name: string): IdentifierNode {
    return { kind: "identifier", name, ...this.#node() };
  }

  accumulator(): IdentifierNode {
    return this.identifier(accumulatorName);
  }

  call(name: string, ...args: readonly Expression[]): CallNode {
    return { kind: "call", target: undefined, name, args, ...this.#node() };
  }

  method(target: Expression, name: string, ...args: readonly Expression[]): CallNode {
    return { kind: "call", target, name, args, ...this.#node() };
  }

  list(...items: readonly Expression[]): ListNode {
    return { kind: "list", items: items.map((value) => ({ value, optional: false })), ...this.#node() };
  }

  emptyMap(): Expression {
    return { kind: "map", entries: [], ...this.#node() };
  }

  presenceTest(operand: Expression, field: string): Expression {
    return { kind: "select", operand, field, testOnly: true, ...this.#node() };
  }

  comprehension(parts: Omit<ComprehensionNode, "kind" | "id" | "offset">): ComprehensionNode {
    return { kind: "comprehension", ...parts, ...this.#node() };
  }

  /** The same expression with new ids, at the offsets it had. */
  copy(expression: Expression): Expression {
    const id = this.#nextId();
    const inner = (child: Expression) => this.copy(child);
    switch (expression.kind) {
      case "literal":
      case "identifier":
        return { ...expression, id };
      case "select":
        return { ...expression, id, operand: inner(expression.operand) };
      case "call":
        return {
          ...expression,
          id,
          target: expression.target && inner(expression.target),
          args: expression.args.map(inner),
        };
      case "list":
        return {
          ...expression,
          id,
          items: expression.items.map((item) => ({ ...item, value: inner(item.value) })),
        };
      case "map":
        return {
          ...expression,
          id,
          entries: expression.entries.map((entry) => ({
            ...entry,
            key: inner(entry.key),
            value: inner(entry.value),
          })),
        };
      case "message":
        return {
          ...expression,
          id,
          fields: expression.fields.map((field) => ({ ...field, value: inner(field.value) })),
        };
      case "comprehension":
        return this.#copyComprehension(expression, id);
    }
  }

  #copyComprehension(expression: ComprehensionNode, id: number): Expression {
    return {
      ...expression,
      id,
      range: this.copy(expression.range),
      initial: this.copy(expression.initial),
      condition: this.copy(expression.condition),
      step: this.copy(expression.step),
      result: this.copy(expression.result),
    };
  }

  #node(): { id: number; offset: number } {
    return { id: this.#nextId(), offset: this.offset };
  }
}
