/** The page, whose parts are filled in by its script. The token goes along with what it loads. */
export function pageHtml(token: string): string {
  return `<!doctype html><title>Kubewright</title><script src="app.js?token=${token}" type="module"></script>`;
}
