/** Variable that makes a process a standby; it holds the addresses of the modules to have at hand. */
export const standbyVariable = "KUBEWRIGHT_STANDBY";

/**
 * What a child runs before its own code. When the process above is gone, however it ended, so is the channel to it: the child stops as on SIGTERM, and is
 * ended after a second if it does not. A standby loads modules and waits to be told to go on. Where an error that nobody catches comes from is
 * told before it ends the process; with a debugger attached, Node would wait for it to go away.
 */
const source = `
const { channel, env, pid, platform } = process;
channel?.unref();
process.once("disconnect", () => {
  setTimeout(() => process.kill(platform === "win32" ? pid : -pid, "SIGKILL"), 900).unref();
  process.kill(pid, "SIGTERM");
});
process.on("message", (message) => {
  if (message?.type !== "stop") return;
  if (process.listenerCount("SIGTERM") === 0) process.exit(143);
  process.emit("SIGTERM", "SIGTERM");
});
process.on("uncaughtExceptionMonitor", (error) => {
  if (process.connected) process.send({ type: "crash", stack: String(error?.stack ?? error) });
});
if (process.execArgv.some((arg) => arg.startsWith("--inspect"))) {
  const { close } = await import("node:inspector");
  process.on("exit", () => close());
}
if (env.${standbyVariable}) {
  const modules = JSON.parse(env.${standbyVariable});
  delete env.${standbyVariable};
  const told = new Promise((resolve) => {
    const listen = (message) => {
      if (message?.type !== "go") return;
      process.off("message", listen);
      resolve();
    };
    process.on("message", listen);
  });
  channel.ref();
  await Promise.allSettled(modules.map((module) => import(module)));
  await told;
  channel.unref();
}
`;

/** Its address, for `node --import`. */
export const preload = `data:text/javascript,${encodeURIComponent(source)}`;
