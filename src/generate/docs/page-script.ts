/** What the page can do beside being read: find fields, open what a link leads to, open everything for the printer. It reads the page alone. */
export const pageScript = `
"use strict";
const search = document.getElementById("search");
const results = document.getElementById("results");
const found = document.getElementById("found");
const all = [...document.querySelectorAll("[data-path]")].map((field) => ({
  field,
  path: field.dataset.path,
  lower: field.dataset.path.toLowerCase(),
  kind: field.closest("article").dataset.name,
}));
document.body.classList.add("scripted");

function reveal(target) {
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
}
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  reveal(target);
  target.scrollIntoView({ block: "start" });
}
function find() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  results.replaceChildren();
  found.textContent = "";
  if (words.length === 0) return;
  const rank = ({ lower }) => (lower.split(".").pop().startsWith(words[0]) ? 0 : 1) * 1000 + lower.length;
  const hits = all
    .filter(({ lower, kind }) => words.every((word) => lower.includes(word) || kind.toLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b));
  found.textContent = hits.length === 0 ? "No field of that name" : hits.length + (hits.length === 1 ? " field" : " fields");
  for (const { field, path, kind } of hits.slice(0, 30)) {
    const link = document.createElement("a");
    link.href = "#" + field.id;
    link.textContent = path;
    const where = document.createElement("span");
    where.textContent = kind;
    const item = document.createElement("li");
    item.append(link, where);
    results.append(item);
  }
}
search.addEventListener("input", find);
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") results.querySelector("a")?.click();
  if (event.key === "Escape") { search.value = ""; find(); search.blur(); }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target === search || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  search.focus();
});
for (const button of document.querySelectorAll("[data-open]"))
  button.addEventListener("click", () => {
    for (const node of document.querySelectorAll("details")) node.open = button.dataset.open === "true";
  });
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const node of closed) node.open = true;
});
addEventListener("afterprint", () => { for (const node of closed) node.open = false; });
addEventListener("hashchange", follow);
follow();
`;
