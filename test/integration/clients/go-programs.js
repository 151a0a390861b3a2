import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "kubewright", "clients");
const sourceOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const versions = { helm: "v3.22.0", kustomize: "v5.8.1" };

/** Each program: where it is kept, and how go makes it. */
export function goPrograms() {
  return [
    installed("helm", "helm.sh/helm/v3/cmd/helm"),
    installed("kustomize", "sigs.k8s.io/kustomize/kustomize/v5"),
    ours("client-go", sourceOf("client-go")),
    ours("controller-runtime", sourceOf("controller-runtime")),
    ours("runtime-peer", sourceOf("../../bench/runtime/peer")),
  ];
}

function installed(name, module) {
  const folder = join(cache, `${name}-${versions[name]}`);
  const args = ["install", `${module}@${versions[name]}`];
  return { name, folder, file: join(folder, name), build: { args, cwd: undefined } };
}

/** Kept by what its sources are. */
function ours(name, source) {
  const hash = createHash("sha256");
  for (const file of readdirSync(source).sort()) hash.update(readFileSync(join(source, file)));
  const folder = join(cache, `${name}-${hash.digest("hex").slice(0, 16)}`);
  const file = join(folder, name);
  return { name, folder, file, build: { args: ["build", "-o", file, "."], cwd: source } };
}
