/** Thrown where a type depends on type arguments: what names it with its arguments has to be asked for as a whole. */
export class OpenType extends Error {}
