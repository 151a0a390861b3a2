/**
 * A problem of a default, in the server's words and with what they leave out: the server names fields from the default on, and itself not at all
 * (`Invalid value: 5:  in body should be …`).
 */
export function defaultProblem(message: string): string {
  return message.replace(/: (\S*) in body /, (_text, field: string) => {
    const inner = field === "" || field.startsWith("[") ? field : `.${field}`;
    return `: default${inner} in body `;
  });
}
