// A server whose only answers are a stream of initial events and a list of the same objects, made before anybody asks. Its certificate and kubeconfig are in the folder given.
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { createCertificateAuthority, issueCertificate } from "../../../dist/base/certificate.js";
import { widget } from "./widgets.js";

const [count, folder, containers = "1"] = process.argv.slice(2);
const chunk = 64 * 1024;
const events = makeEvents(Number(count));
const list = makeList();
const now = new Date();
const authority = createCertificateAuthority({ commonName: "bench", now });
const { key, certificate } = issueCertificate(authority, { commonName: "server", hosts: ["127.0.0.1"], now });

const server = createServer({ key, cert: certificate }, async (request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const watch = request.url.includes("watch=true");
  if (watch && !request.url.includes("sendInitialEvents=true")) return;
  const answer = watch ? events : list;
  for (let at = 0; at < answer.length && !response.destroyed; at += chunk)
    if (!response.write(answer.subarray(at, at + chunk))) await drained(response);
  if (!watch) response.end();
});
server.listen(0, "127.0.0.1", () => {
  const url = `https://127.0.0.1:${server.address().port}`;
  const ca = Buffer.from(authority.certificate).toString("base64");
  const kubeconfig = join(folder, "events-kubeconfig");
  const cluster = { server: url, "certificate-authority-data": ca };
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      "current-context": "bench",
      clusters: [{ name: "bench", cluster }],
      contexts: [{ name: "bench", context: { cluster: "bench", user: "bench" } }],
      users: [{ name: "bench", user: { token: "none" } }],
    }),
  );
  console.log(JSON.stringify({ event: "ready", kubeconfig }));
});

/** As a server without paging writes it of custom resources: its metadata after its items. */
function makeList() {
  const lines = events.toString().trimEnd().split("\n").slice(0, -1);
  const items = lines.map((line) => line.slice(line.indexOf('"object":') + '"object":'.length, -1));
  const metadata = JSON.stringify({ resourceVersion: String(1_000 + items.length) });
  return Buffer.from(
    `{"apiVersion":"bench.example.com/v1","items":[${items.join(",")}],"kind":"WidgetList","metadata":${metadata}}`,
  );
}

/** With what a server adds, managedFields too. */
function makeEvents(number) {
  const lines = Array.from({ length: number }, (_, index) => {
    const object = widget("decode", index, { containers: Number(containers) });
    const fields = Object.fromEntries(Object.keys(object.spec).map((name) => [`f:${name}`, {}]));
    Object.assign(object.metadata, {
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      resourceVersion: String(1_000 + index),
      generation: 1,
      creationTimestamp: "2026-01-01T00:00:00Z",
      managedFields: [
        {
          manager: "bench",
          operation: "Update",
          apiVersion: object.apiVersion,
          time: "2026-01-01T00:00:00Z",
          fieldsType: "FieldsV1",
          fieldsV1: { "f:metadata": { "f:annotations": { ".": {} } }, "f:spec": { ".": {}, ...fields } },
        },
      ],
    });
    return JSON.stringify({ type: "ADDED", object });
  });
  const metadata = {
    resourceVersion: String(1_000 + number),
    annotations: { "k8s.io/initial-events-end": "true" },
  };
  const bookmark = { apiVersion: "bench.example.com/v1", kind: "Widget", metadata };
  lines.push(JSON.stringify({ type: "BOOKMARK", object: bookmark }));
  return Buffer.from(`${lines.join("\n")}\n`);
}

function drained(response) {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}
