import { defineConfig } from "vitest/config";

const report = process.env.KUBEWRIGHT_TEST_REPORT;

/** Tests on a real node, with the built program: npm run build && npx vitest run --config test/e2e/vitest.config.ts */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/e2e/**/*.test.ts"],
    globalSetup: ["test/e2e/node/setup.ts"],
    pool: "threads",
    isolate: false,
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    ...(report ? { reporters: ["default", "json"], outputFile: { json: report } } : {}),
  },
});
