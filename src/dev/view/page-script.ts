/** What the page does: it shows the state as it is told of changes, and everything about the object that was chosen. Texts of a cluster are only ever set as text. */
export const pageScript = `
const token = new URLSearchParams(location.search).get("token") ?? "";
const byId = (id) => document.getElementById(id);
const open = new Set();
let state;
let detail;
let chosen = decodeURIComponent(location.hash.slice(1));
let filter = "";

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === false) continue;
    if (name === "onclick" || name === "ontoggle") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== false && child !== ""));
  return element;
}
async function read(path) {
  const response = await fetch(path, { headers: { authorization: "Bearer " + token } });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}
function age(time) {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000));
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 120) return seconds + "s";
  if (seconds < 7200) return Math.floor(seconds / 60) + "m";
  return seconds < 172800 ? Math.floor(seconds / 3600) + "h" : Math.floor(seconds / 86400) + "d";
}
function ago(time) {
  return time ? make("time", { datetime: time, title: new Date(time).toLocaleString(), "data-age": true }, age(time)) : "";
}
function duration(ms) {
  if (ms >= 1000) return (ms / 1000).toFixed(2) + " s";
  return (ms >= 10 ? ms.toFixed(0) : ms.toFixed(1)) + " ms";
}
const failedResults = ["error", "terminal_error"];
function resultPill(result) {
  const kind = failedResults.includes(result) ? "bad" : result === "success" ? "good" : "waiting";
  return make("span", { class: "pill " + kind }, result.replace(/_/g, " "));
}
function conditionKind({ status }) {
  return status === "True" ? "good" : status === "False" ? "waiting" : "";
}
function healthOf(row) {
  if (row.deleting) return ["waiting", "deleting"];
  if (row.error !== undefined) return ["bad", "failing"];
  const main = row.conditions.find(({ type }) => type === "Ready" || type === "Available") ?? row.conditions[0];
  if (!main) return ["", ""];
  return main.status === "True" ? ["good", main.type] : ["waiting", main.reason || "not " + main.type];
}

/** Puts new children in place of old ones; what had the keyboard's focus has it again, and nothing scrolls. */
function replace(parent, children) {
  const key = parent.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const top = parent.scrollTop;
  parent.replaceChildren(...children);
  parent.scrollTop = top;
  if (key !== undefined) parent.querySelector('[data-key="' + CSS.escape(key) + '"]')?.focus({ preventScroll: true });
}

function showState() {
  const { operator, state: at, controllers, objects, problems, notice } = state;
  byId("operator").textContent = operator ?? "Kubewright";
  document.title = (operator ? operator + " · " : "") + "Kubewright";
  const pill = byId("state");
  pill.textContent = at;
  pill.className = "pill " + (at === "running" ? "good" : at === "stopped" ? "bad" : "waiting");
  const sum = (field) => controllers.reduce((total, one) => total + one[field], 0);
  const figures = [["Queue", sum("queued")], ["At work", sum("running")], ["Per second", sum("rate").toFixed(1)], ["Runs", sum("runs")], ["Failed", sum("failures")]];
  replace(byId("figures"), figures.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, String(value)))));
  replace(byId("problems"), [...problems, ...(notice ? [notice] : [])].map((text) => make("p", {}, text)));
  showObjects(objects);
}

function showObjects(objects) {
  const words = filter.toLowerCase().split(/\\s+/).filter(Boolean);
  const textOf = (row) => [row.kind, row.namespace, row.name, ...healthOf(row), ...row.conditions.map((one) => one.type + "=" + one.status)].join(" ").toLowerCase();
  const shown = objects.filter((row) => words.every((word) => textOf(row).includes(word)));
  const kinds = new Map();
  for (const row of shown) kinds.set(row.kind, [...(kinds.get(row.kind) ?? []), row]);
  const list = [...kinds].map(([kind, rows]) => make("section", {}, make("h2", {}, kind + " (" + rows.length + ")"), make("ul", {}, rows.map((row) => make("li", {}, objectButton(row))))));
  const empty = objects.length === 0 ? "No custom resources yet. Apply one: kubectl apply -f config/samples" : "None of that name";
  replace(byId("objects"), list.length > 0 ? list : [make("p", { class: "empty" }, empty)]);
}

function objectButton(row) {
  const [kind, text] = healthOf(row);
  const last = row.lastRun;
  const sub = row.error ?? (last ? row.runs + (row.runs === 1 ? " run" : " runs") + ", last " + duration(last.milliseconds) : "not run yet");
  return make("button", { type: "button", "data-key": row.uid, "aria-current": row.uid === chosen && "true", onclick: () => choose(row.uid) },
    make("span", { class: "name" }, row.namespace ? row.namespace + "/" + row.name : row.name),
    text && make("span", { class: "pill " + kind }, text),
    make("span", { class: "sub" + (row.error === undefined ? "" : " failed") }, sub));
}

function choose(uid) {
  chosen = uid;
  history.replaceState(null, "", location.search + "#" + encodeURIComponent(uid));
  showObjects(state.objects);
  byId("detail").scrollTop = 0;
  void refreshDetail();
}

function section(title, ...children) {
  return make("section", {}, make("h3", {}, title), children);
}
function table(heads, rows, attributes) {
  const head = make("thead", {}, make("tr", {}, heads.map((one) => make("th", { scope: "col", class: one === "Time line" && "lane" }, one))));
  return make("div", { class: "scroll" }, make("table", attributes ?? {}, head, make("tbody", {}, rows)));
}

function showDetail() {
  const parent = byId("detail");
  if (!detail) return replace(parent, [make("p", { class: "empty" }, chosen ? "This object is gone." : "Choose a custom resource.")]);
  const { row, tree, events, runs, yaml } = detail;
  const [kind, text] = healthOf(row);
  replace(parent, [
    make("h2", {}, row.namespace ? row.namespace + "/" + row.name : row.name, " ", text && make("span", { class: "pill " + kind }, text)),
    make("p", { class: "about" }, row.kind + " · " + row.apiVersion, row.created ? " · created " : "", ago(row.created), row.created ? " ago" : ""),
    row.error !== undefined && make("p", { class: "banner" }, row.error),
    row.conditions.length > 0 && section("Conditions", table(["Type", "Status", "Reason", "Message", "For"], row.conditions.map(conditionRow))),
    section("Children", tree.children.length > 0 ? make("ul", { class: "tree" }, tree.children.map(treeNode)) : make("p", { class: "quiet" }, "It owns nothing.")),
    section("Reconciles", runs.length > 0 ? make("ol", { class: "runs" }, runs.slice(0, 50).map(runItem)) : make("p", { class: "quiet" }, "None since the operator was started.")),
    section("Events", events.length > 0 ? table(["Age", "Reason", "Object", "Message"], events.map(eventRow)) : make("p", { class: "quiet" }, "None.")),
    section("Object", folded("yaml", [make("span", {}, "YAML")], () => make("pre", { tabindex: "0" }, yaml))),
  ].filter(Boolean));
}

function conditionRow(condition) {
  return make("tr", {}, make("td", {}, condition.type), make("td", {}, make("span", { class: "pill " + conditionKind(condition) }, condition.status)), make("td", {}, condition.reason ?? ""), make("td", {}, condition.message ?? ""), make("td", { class: "time" }, ago(condition.lastTransitionTime)));
}
function treeNode({ kind, name, health, deleting, children }) {
  return make("li", {}, make("div", { class: "node" }, make("span", { class: "kind" }, kind), make("span", {}, name), health && make("span", { class: "pill " + health.state }, health.text), deleting && make("span", { class: "pill waiting" }, "deleting")), children.length > 0 && make("ul", {}, children.map(treeNode)));
}
function eventRow({ time, type, reason, object, message, count }) {
  return make("tr", {}, make("td", { class: "time" }, ago(time)), make("td", {}, make("span", { class: "pill " + (type === "Warning" ? "waiting" : "") }, reason)), make("td", {}, object), make("td", {}, message + (count > 1 ? " (" + count + " times)" : "")));
}

/** A part that opens, and stays open when the page is drawn anew; what is inside is made when it is seen. */
function folded(key, summary, inside) {
  const element = make("details", { class: "card", open: open.has(key) }, make("summary", { "data-key": key }, summary));
  const fill = () => { if (element.childElementCount === 1) element.append(make("div", { class: "inside" }, inside())); };
  if (open.has(key)) fill();
  element.ontoggle = () => {
    if (element.open) { open.add(key); fill(); } else open.delete(key);
  };
  return element;
}

function runItem(run) {
  const count = run.calls.length + run.moreCalls;
  const writes = run.calls.filter(({ changes }) => changes?.length > 0).length;
  const summary = [resultPill(run.result), make("span", {}, ago(run.time), " ago"), make("span", {}, duration(run.milliseconds)), make("span", { class: "why" }, run.error ?? run.causes[0] ?? ""), make("span", { class: "quiet" }, count + (count === 1 ? " call" : " calls") + (writes > 0 ? ", " + writes + (writes === 1 ? " write" : " writes") : ""))];
  return make("li", {}, folded("run " + run.id + run.time, summary, () => [
    run.error !== undefined && make("p", { class: "banner" }, run.error),
    run.causes.length > 0 && make("ul", { class: "causes" }, run.causes.map((cause) => make("li", {}, cause))),
    run.calls.length > 0 && table(["Call", "Object", "Answer", "Time line"], run.calls.map((call) => callRow(call, run)), { class: "calls" }),
    run.moreCalls > 0 && make("p", { class: "quiet" }, "and " + run.moreCalls + " more"),
    make("p", { class: "quiet" }, "reconcileID " + run.id),
  ].filter(Boolean)));
}
const reads = ["get", "list", "watch"];
function callRow(call, run) {
  const { verb, group, resource, subresource, namespace, name, answer, status, milliseconds, at, changes = [], moreChanges = 0, error } = call;
  const what = resource + (group ? "." + group : "") + (subresource ? "/" + subresource : "");
  const failed = error !== undefined || Number(status) >= 400 || status === "<error>";
  const bar = make("i", { class: failed ? "failed" : reads.includes(verb) ? "" : "write", title: "after " + duration(Math.max(0, at)) });
  const share = (value) => Math.min(100, Math.max(0, (100 * value) / Math.max(run.milliseconds, 0.001)));
  bar.style.left = Math.min(99, share(at)) + "%";
  bar.style.width = Math.min(share(milliseconds ?? 0), 100 - share(at)) + "%";
  const below = [changes.length > 0 && diff(changes, moreChanges), error !== undefined && make("p", { class: "banner" }, error)].filter(Boolean);
  return [make("tr", { class: below.length > 0 && "more" },
    make("td", {}, make("span", { class: "verb" }, verb), " ", what),
    make("td", {}, [namespace, name].filter(Boolean).join("/")),
    make("td", { class: "number" }, answer === "server" ? (status ?? "") + " · " + duration(milliseconds ?? 0) : make("span", { class: "quiet" }, answer)),
    make("td", { class: "lane" }, make("div", {}, bar))), below.length > 0 && make("tr", {}, make("td", { colspan: "4" }, below))];
}
function diff(changes, more) {
  const text = (value) => (typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : JSON.stringify(value));
  return make("div", { class: "diff" }, changes.map(({ path, before, after }) => [
    make("p", { class: "path" }, path === "." ? (before === undefined ? "created" : after === undefined ? "deleted" : "the object") : path),
    before !== undefined && make("p", { class: "gone" }, "- " + text(before)),
    after !== undefined && make("p", { class: "come" }, "+ " + text(after)),
  ].filter(Boolean)), more > 0 && make("p", { class: "path" }, "and " + more + " more fields"));
}

/** One request at a time; what comes meanwhile is one more. */
function once(work) {
  let running = false;
  let again = false;
  return async () => {
    if (running) return void (again = true);
    running = true;
    try {
      do { again = false; await work(); } while (again);
    } catch {
      lost();
    } finally {
      running = false;
    }
  };
}
function lost() {
  const pill = byId("state");
  pill.textContent = "run has ended";
  pill.className = "pill bad";
}
const refreshDetail = once(async () => {
  const now = chosen ? await read("/api/object?uid=" + encodeURIComponent(chosen)) : undefined;
  if (detail !== undefined && JSON.stringify(now) === JSON.stringify(detail)) return;
  detail = now;
  showDetail();
});
const refresh = once(async () => {
  state = await read("/api/state");
  if (!chosen && state.objects.length > 0) chosen = state.objects[0].uid;
  showState();
  await refreshDetail();
});

byId("search").addEventListener("input", (event) => {
  filter = event.target.value;
  if (state) showObjects(state.objects);
});
setInterval(() => {
  for (const time of document.querySelectorAll("time[data-age]")) time.textContent = age(time.dateTime);
}, 1000);
const changes = new EventSource("/api/changes?token=" + encodeURIComponent(token));
changes.onmessage = () => void refresh();
changes.onerror = lost;
showDetail();
`;
