// A sandbox in a process of its own: says where it is, ends at SIGTERM.
import { startSandbox } from "../../../dist/sandbox/server.js";

const sandbox = await startSandbox();
const { url, ca, token } = sandbox;
process.once("SIGTERM", () => void sandbox.stop());
process.stdout.write(
  `${JSON.stringify({ event: "ready", url, ca, token, kubeconfig: sandbox.kubeconfig() })}\n`,
);
