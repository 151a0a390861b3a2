/** Names that are JavaScript's own, or Node's. */
const globals: ReadonlySet<string> = new Set(
  `AbortController AbortSignal AggregateError Array ArrayBuffer BigInt Blob Boolean Buffer DataView Date Error EvalError
  Event EventTarget FinalizationRegistry FormData Function Headers Infinity Intl Iterator JSON Map Math NaN Number Object Promise Proxy
  RangeError ReferenceError Reflect RegExp Request Response Set String Symbol SyntaxError TextDecoder TextEncoder TypeError
  URIError URL URLSearchParams Uint8Array WeakMap WeakRef WeakSet WebSocket atob btoa clearImmediate clearInterval clearTimeout console
  crypto decodeURIComponent encodeURIComponent fetch globalThis isFinite isNaN parseFloat parseInt performance process
  queueMicrotask require setImmediate setInterval setTimeout structuredClone`.split(/\s+/),
);

export function isGlobal(name: string): boolean {
  return globals.has(name);
}
