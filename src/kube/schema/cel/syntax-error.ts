/** A rule that does not parse; `offset` counts UTF-16 units from the start of the rule. */
export class CelSyntaxError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = "CelSyntaxError";
    this.offset = offset;
  }
}
