/**
 * Why a patch cannot be applied, by what the API server answers: it is no patch (400), asks for too much (413), does not
 * fit the document (422), or trips the server over itself (500).
 */
export type PatchErrorReason = "malformed" | "too-large" | "unprocessable" | "unexpected";

/** A patch that cannot be applied. */
export class PatchError extends Error {
  readonly reason: PatchErrorReason;

  constructor(reason: PatchErrorReason, message: string) {
    super(message);
    this.name = "PatchError";
    this.reason = reason;
  }
}
