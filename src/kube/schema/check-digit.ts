/*
 * Numbers with a digit that checks the others, as k8s.io/kube-openapi/pkg/internal/third_party/govalidator reads them.
 */

/** Ten digits, the last of which may be X. Blanks and hyphens do not count. */
export function isIsbn10(text: string): boolean {
  const digits = withoutGaps(text);
  if (!/^(?:\d{9}X|\d{10})$/.test(digits)) return false;
  const values = [...digits].map((digit) => (digit === "X" ? 10 : Number(digit)));
  return values.reduce((sum, value, index) => sum + (index + 1) * value, 0) % 11 === 0;
}

/** Thirteen digits. Blanks and hyphens do not count. */
export function isIsbn13(text: string): boolean {
  const digits = withoutGaps(text);
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}

const cards =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;

/** The number of a card of one of the large companies. What is no digit does not count. */
export function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/\D+/g, "");
  if (!cards.test(digits)) return false;
  const values = [...digits].reverse().map((digit, index) => {
    const value = Number(digit) * (index % 2 ? 2 : 1);
    return value > 9 ? value - 9 : value;
  });
  return values.reduce((sum, value) => sum + value, 0) % 10 === 0;
}

function withoutGaps(text: string): string {
  return text.replaceAll(/[\t\n\f\r -]+/g, "");
}
