/** What the page does. */
export const pageScript = "";
