import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const report = process.env.KUBEWRIGHT_TEST_REPORT;
const shared = { pool: "threads", isolate: false, testTimeout: 30_000, hookTimeout: 60_000 } as const;

export default defineConfig({
  test: {
    // most tests wait for a server or a program now and then: on two cores, too, two workers are faster than one
    maxWorkers: Math.max(2, availableParallelism() - 1),
    ...(report ? { reporters: ["default", "json"], outputFile: { json: report } } : {}),
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          include: ["test/{unit,cli,house,types,contract}/**/*.test.ts"],
          env: { XDG_CACHE_HOME: join(tmpdir(), "kubewright-test-cache") },
        },
      },
      {
        test: {
          ...shared,
          name: "integration",
          // a real server on a busy machine takes its time
          testTimeout: 90_000,
          hookTimeout: 180_000,
          include: ["test/integration/**/*.test.ts"],
          globalSetup: ["test/integration/real-server.ts"],
        },
      },
    ],
  },
});
