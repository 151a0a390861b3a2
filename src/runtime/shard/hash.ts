/** A text as 32 bits that look random: FNV-1a, then MurmurHash3's finalizer. The same in every process and version: replicas have to agree. */
export function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (const byte of Buffer.from(text, "utf8")) bits = Math.imul(bits ^ byte, 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
