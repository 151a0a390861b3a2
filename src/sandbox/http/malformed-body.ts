/** A body that is not what its media type says. */
export class MalformedBody extends Error {}

/** A body of which is known what it is to be, and that cannot be read as that. */
export class MalformedObject extends MalformedBody {
  readonly apiVersion: string;
  readonly kind: string;

  constructor(message: string, { apiVersion, kind }: { apiVersion: string; kind: string }) {
    super(message);
    this.apiVersion = apiVersion;
    this.kind = kind;
  }
}
