/** A text that is no YAML, in the words of Go's reader. */
export class GoYamlError extends Error {}

/** What Go reads, and is not read here: the message says what it is. */
export class NotRead extends Error {}

/** A text whose nesting Go reads, and which would fill the stack here. */
export class TooDeep extends Error {}

/** A value that JSON has not, or a key that its objects cannot have. */
export class UnsupportedValue extends Error {}
