// A client that does as little as HTTP allows, so that the server is what is measured: one TLS connection, one request at a time, no object made of an answer.
import { connect } from "node:tls";

/** Answers longer than this are not kept. */
const longestKept = 64 * 1024;

/** Opens a connection; `send(method, path, body, type)` resolves with length and text of the answer, and rejects where it is a refusal. */
export async function openConnection({ url, ca, token }) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ca });
  const authority = `Host: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\nUser-Agent: bench\r\nAccept: application/json\r\n`;
  let reader;
  let waiting;
  socket.on("data", (bytes) => reader?.(bytes));
  const fail = (error) => waiting?.reject(error ?? new Error("the server hung up"));
  socket.on("error", fail);
  socket.on("close", fail);
  await new Promise((resolve, reject) => {
    waiting = { reject };
    socket.once("secureConnect", resolve);
  });
  waiting = undefined;
  const begin = (method, path, { body, type = "application/json" } = {}) => {
    const length =
      body === undefined ? "" : `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
    socket.write(`${method} ${path} HTTP/1.1\r\n${authority}${length}\r\n${body ?? ""}`);
  };
  return {
    send: (method, path, body, type) =>
      new Promise((resolve, reject) => {
        waiting = { reject };
        let length = 0;
        let said = Buffer.alloc(0);
        let code = 0;
        reader = createReader({
          head: (status) => (code = status),
          data: (bytes) => {
            length += bytes.length;
            if (length <= longestKept) said = said.length === 0 ? bytes : Buffer.concat([said, bytes]);
          },
          end: () => {
            waiting = reader = undefined;
            const text = said.toString();
            if (code < 300) resolve({ length, text });
            else reject(new Error(`${method} ${path}: ${code} ${text.slice(0, 300)}`));
          },
        });
        begin(method, path, { body, type });
      }),
    /** Starts a watch and calls back with the number of lines that came; resolves when the server has begun to answer. */
    watch: (path, lines) =>
      new Promise((resolve, reject) => {
        waiting = { reject };
        reader = createReader({
          head: (status) => (status === 200 ? resolve() : reject(new Error(`watch ${path}: ${status}`))),
          data: (bytes) => lines(countLines(bytes)),
          end: () => {},
        });
        begin("GET", path);
      }),
    close: () => {
      waiting = undefined;
      socket.destroy();
    },
  };
}

/** Several connections, and `spread(count, act)`: act(connection, index) so many times, one after the other on each. */
export async function openConnections(server, width) {
  const connections = await Promise.all(Array.from({ length: width }, () => openConnection(server)));
  return {
    connections,
    /** Resolves with the milliseconds that it took. */
    spread: async (count, act) => {
      const start = performance.now();
      let next = 0;
      await Promise.all(
        connections.map(async (connection) => {
          while (next < count) await act(connection, next++);
        }),
      );
      return performance.now() - start;
    },
    close: () => connections.forEach((connection) => connection.close()),
  };
}

/** Reads answers as HTTP/1.1 frames them: by length or in chunks. */
function createReader({ head, data, end }) {
  let text = "";
  /** Bytes of the body or of the chunk that are to come. */
  let left = 0;
  let state = "head";
  let chunked = false;
  const line = (bytes, at) => {
    const stop = bytes.indexOf(10, at);
    text += bytes.latin1Slice(at, stop < 0 ? bytes.length : stop + 1);
    return stop < 0 ? bytes.length : stop + 1;
  };
  const steps = {
    head: (bytes, at) => {
      const next = line(bytes, at);
      if (!text.endsWith("\r\n\r\n")) return next;
      chunked = /\r\ntransfer-encoding: *chunked/i.test(text);
      left = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0);
      head(Number(text.slice(9, 12)));
      text = "";
      state = chunked ? "size" : "body";
      if (!chunked && left === 0) end();
      return next;
    },
    size: (bytes, at) => {
      const next = line(bytes, at);
      if (!text.endsWith("\n") || text === "\r\n") {
        if (text === "\r\n") text = "";
        return next;
      }
      left = Number.parseInt(text, 16);
      text = "";
      state = left === 0 ? "trailer" : "body";
      return next;
    },
    trailer: (bytes, at) => {
      const next = line(bytes, at);
      if (text.endsWith("\n")) end();
      return next;
    },
    body: (bytes, at) => {
      const stop = Math.min(bytes.length, at + left);
      left -= stop - at;
      data(at === 0 && stop === bytes.length ? bytes : bytes.subarray(at, stop));
      if (left === 0 && chunked) state = "size";
      else if (left === 0) end();
      return stop;
    },
  };
  return (bytes) => {
    for (let at = 0; at < bytes.length;) at = steps[state](bytes, at);
  };
}

function countLines(bytes) {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
