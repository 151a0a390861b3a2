const letters = "bcdfghjklmnpqrstvwxz2456789";

/**
 * A short name of a content, such as a pod-template-hash: the same for the same JSON. It has the form of the real
 * controllers' (a 32-bit FNV-1a sum in decimal digits, in letters that form no words), not their value, for that comes
 * of Go's memory. See ComputeHash of k8s.io/kubernetes/pkg/controller.
 */
export function hashOf(content: unknown, collisions = 0): string {
  const text = `${JSON.stringify(content)}${collisions || ""}`;
  let sum = 0x811c9dc5;
  for (const byte of Buffer.from(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return [...String(sum)].map((digit) => letters[digit.charCodeAt(0) % letters.length]).join("");
}
