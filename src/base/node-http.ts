/**
 * Node's `http`, not got by an `import`: that reads all of its names, `WebSocket` among them, for which Node 24 loads undici: a third of the time that
 * an operator takes to start, and several megabytes, for what nobody uses. Nor by `createRequire`: bundles of ES modules often declare that name in their banner.
 */
export const { createServer, request } = process.getBuiltinModule("node:http");
