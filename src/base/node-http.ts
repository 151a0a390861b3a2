import type http from "node:http";
import { createRequire } from "node:module";

/**
 * Node's `http`, got as a CommonJS module. An `import` of it reads all of its names, `WebSocket` among them, for which Node 24 loads undici: a third of the time that
 * an operator takes to start, and several megabytes, for what nobody uses.
 */
export const { createServer, request } = createRequire(import.meta.url)("node:http") as typeof http;
