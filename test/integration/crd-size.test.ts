import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { annotationLimit, crdSize, requestLimit } from "../../src/generate/size/crd-size.ts";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import { crdOf } from "../helpers/definition.ts";
import { onBothServers } from "./servers.ts";

const hasKubectl = (() => {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** A definition whose description is so long that the measured size is exact. */
function sized(name: string, bytes: number, measure: "json" | "annotations"): CustomResourceDefinition {
  const make = (description: string) => {
    const crd = crdOf({ type: "object", description });
    const spec = { ...crd.spec, group: "size.example.com", names: { plural: name, kind: "Sized" } };
    return { ...crd, metadata: { name: `${name}.size.example.com` }, spec };
  };
  const start = "from <here> & on ";
  return make(start.padEnd(start.length + bytes - crdSize(make(start))[measure], "x"));
}

onBothServers("the size of a definition", (server) => {
  const folder = mkdtempSync(join(tmpdir(), "crd-size-"));
  beforeAll(() => writeFileSync(join(folder, "kubeconfig"), server.kubeconfig(), { mode: 0o600 }));
  afterAll(() => rmSync(folder, { recursive: true }));

  const apply = (crd: CustomResourceDefinition): Promise<string> => {
    writeFileSync(join(folder, "crd.json"), JSON.stringify(crd));
    const env = { ...process.env, KUBECONFIG: join(folder, "kubeconfig"), HOME: folder };
    return new Promise((resolve) => {
      execFile("kubectl", ["apply", "-f", "crd.json"], { cwd: folder, env }, (_, out, err) =>
        resolve(out + err),
      );
    });
  };

  test.skipIf(!hasKubectl)(
    "a client-side apply takes it up to the limit, to the byte (skipped without kubectl)",
    async () => {
      expect(await apply(sized("whole", annotationLimit, "annotations"))).toContain("created");
      expect(await apply(sized("more", annotationLimit + 1, "annotations"))).toContain(
        `Too long: may not be more than ${annotationLimit} bytes`,
      );
    },
  );

  test.skipIf(server.name === "sandbox")(
    "etcd takes it up to about its limit (skipped on the sandbox, which has no etcd)",
    async () => {
      const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
      const fits = await server.api.post(crds, sized("fits", requestLimit - 10_000, "json"));
      expect(fits.status).toBe(201);
      const large = await server.api.post(crds, sized("large", requestLimit + 10_000, "json"));
      expect(large.status).toBeGreaterThanOrEqual(400);
      expect(large.body.message).toMatch(/request is too large|too large/);
    },
  );
});
