import type { Explainer } from "./explainer.ts";

/** `?kind=Memcached&namespace=default&name=sample`, also `cluster=`: a list of Explanations, one for each controller of the kind, as JSON. */
export function explainPage(
  query: URLSearchParams,
  explainer: Explainer,
): { code: number; contentType: string; text: string } {
  const [kind, name, namespace, cluster] = ["kind", "name", "namespace", "cluster"].map(
    (parameter) => query.get(parameter) ?? "",
  );
  const answer = (code: number, body: unknown) => ({
    code,
    contentType: "application/json",
    text: `${JSON.stringify(body)}\n`,
  });
  if (!kind || !name)
    return answer(400, {
      error: "expected ?kind=KIND&name=NAME, and &namespace=NAMESPACE for a namespaced kind",
    });
  const key = { name, ...(namespace ? { namespace } : {}), ...(cluster ? { cluster } : {}) };
  const found = explainer.explain(kind, key);
  return found.length > 0
    ? answer(200, found)
    : answer(404, { error: `no controller of this operator is for "${kind}"` });
}
