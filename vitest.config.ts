import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const report = process.env.KUBEWRIGHT_TEST_REPORT;
const shared = { pool: "threads", isolate: false, testTimeout: 30_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    ...(report ? { reporters: ["default", "json"], outputFile: { json: report } } : {}),
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["test/{unit,cli,house,types}/**/*.test.ts"],
          env: { XDG_CACHE_HOME: join(tmpdir(), "kubewright-test-cache") },
        },
      },
      {
        test: {
          ...shared,
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          globalSetup: ["test/integration/real-server.ts"],
        },
      },
    ],
  },
});
