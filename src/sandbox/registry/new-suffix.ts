import { randomInt } from "node:crypto";

const letters = "bcdfghjklmnpqrstvwxz2456789";

/** Five characters for the end of a name that is made up. */
export function newSuffix(): string {
  return Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("");
}
