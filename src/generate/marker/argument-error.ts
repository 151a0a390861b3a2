/** An argument of a marker or tag is wrong; the message says what was expected. */
export class ArgumentError extends Error {}
