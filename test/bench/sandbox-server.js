// A sandbox in a process of its own, for sandbox.bench.js: prints where it is as JSON, ends at SIGTERM.
import { startSandbox } from "../../dist/sandbox/server.js";

const sandbox = await startSandbox();
const { url, ca, token } = sandbox;
process.once("SIGTERM", () => void sandbox.stop());
process.stdout.write(`${JSON.stringify({ url, ca, token })}\n`);
