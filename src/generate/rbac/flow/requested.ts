/** What a request asks for, as rules say it. */
export interface Requested {
  readonly group?: string;
  readonly resource?: string;
  readonly url?: string;
  readonly verb: string;
  readonly name?: string;
}
