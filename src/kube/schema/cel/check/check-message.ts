import type { MessageField, MessageNode } from "../ast.ts";
import type { CheckContext } from "./check-context.ts";
import { errorType, formatType, optionalType, unwrapOptional, type Type } from "./type.ts";

/** Type of a message, and whether its fields are of theirs (checkCreateStruct of cel-go's checker/checker.go). */
export function checkMessage(node: MessageNode, checker: CheckContext): void {
  const message = checker.scope.message?.(node.type);
  if (!message) return checker.undeclared(node, node.type);
  checker.setType(node, message.type);
  for (const field of node.fields) {
    checker.check(field.value);
    const found = valueType(field, checker);
    const expected = message.field(field.name);
    if (!expected) checker.report(field, `undefined field '${field.name}'`);
    if (!checker.isAssignable(expected ?? errorType, found))
      checker.report(
        field,
        `expected type of field '${field.name}' is '${formatType(expected ?? errorType)}' but provided type is '${formatType(found)}'`,
      );
  }
}

/** What a field gets; after `?` it must be an optional value. */
function valueType({ value, optional }: MessageField, checker: CheckContext): Type {
  const type = checker.typeOf(value);
  if (!optional) return type;
  const inner = unwrapOptional(type);
  if (!inner && type.kind !== "dyn") checker.mismatch(value, optionalType(type), type);
  return inner ?? type;
}
