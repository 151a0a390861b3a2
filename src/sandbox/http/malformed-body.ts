/** A body that is not what its media type says. */
export class MalformedBody extends Error {}
