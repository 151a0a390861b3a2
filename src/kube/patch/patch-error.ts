/** A patch that cannot be applied; `reason` says whether it is malformed or does not fit the document. */
export class PatchError extends Error {
  readonly reason: "malformed" | "unprocessable";

  constructor(reason: "malformed" | "unprocessable", message: string) {
    super(message);
    this.name = "PatchError";
    this.reason = reason;
  }
}
