import { connect, isIP, type Socket } from "node:net";
import { ConnectionError } from "./errors.ts";

const [version, noAuthentication, byPassword, connectCommand] = [5, 0, 2, 1];
const addressTypes = { 4: 1, name: 3, 6: 4 };
/** Milliseconds that a proxy has to open a tunnel. */
const patience = 30_000;

/**
 * A connection to a server through a SOCKS 5 proxy (RFC 1928, with names and passwords of RFC 1929). Names are resolved by the proxy, as
 * golang.org/x/net/proxy has it.
 *
 * @throws ConnectionError when there is no proxy, or it refuses
 */
export async function openSocksTunnel(proxy: URL, target: { host: string; port: number }): Promise<Socket> {
  const where = `the proxy ${proxy.protocol}//${proxy.host}`;
  const host = proxy.hostname.replace(/^\[|\]$/g, "");
  const socket = connect({ host, port: Number(proxy.port || 1080), timeout: patience });
  const fail = (what: string) => new ConnectionError("EPROXY", `${where} ${what}`);
  const onTimeout = () => socket.destroy(fail(`does not answer within ${patience} ms`));
  socket.on("timeout", onTimeout);
  try {
    await greet(socket, proxy, fail);
    await ask(socket, target, fail);
    socket.off("timeout", onTimeout);
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof ConnectionError) throw error;
    throw new ConnectionError("EPROXY", `${where}: ${(error as Error).message}`, { cause: error });
  }
}

type Fail = (what: string) => ConnectionError;

async function greet(socket: Socket, proxy: URL, fail: Fail): Promise<void> {
  const methods = proxy.username ? [noAuthentication, byPassword] : [noAuthentication];
  socket.write(Buffer.from([version, methods.length, ...methods]));
  const [answered, method = -1] = await readExactly(socket, 2);
  if (answered !== version) throw fail("does not speak SOCKS 5");
  if (!methods.includes(method)) throw fail("asks for another way to authenticate");
  if (method !== byPassword) return;
  const words = [proxy.username, proxy.password].map((word) => Buffer.from(decodeURIComponent(word)));
  socket.write(Buffer.concat([Buffer.of(1), ...words.map(withLength)]));
  const [, status] = await readExactly(socket, 2);
  if (status !== 0) throw fail("refuses the name or the password");
}

async function ask(
  socket: Socket,
  { host, port }: { host: string; port: number },
  fail: Fail,
): Promise<void> {
  const head = Buffer.of(version, connectCommand, 0);
  socket.write(Buffer.concat([head, addressOf(host), Buffer.of(port >> 8, port & 0xff)]));
  const [, code, , type] = await readExactly(socket, 4);
  if (code !== 0) throw fail(`refuses to connect to ${host}:${port}: ${code}`);
  // where it connected from, which nobody needs
  const length =
    type === addressTypes[4] ? 4 : type === addressTypes[6] ? 16 : (await readExactly(socket, 1))[0];
  await readExactly(socket, (length ?? 0) + 2);
}

function addressOf(host: string): Buffer {
  const family = isIP(host);
  if (family === 4) return Buffer.of(addressTypes[4], ...host.split(".").map(Number));
  if (family === 6) return Buffer.of(addressTypes[6], ...sixteenBytes(host));
  return Buffer.concat([Buffer.of(addressTypes.name), withLength(Buffer.from(host))]);
}

/** A URL writes an address in its short form, with an IPv4 end as two groups. */
function sixteenBytes(address: string): number[] {
  const [start = "", end] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string) => text.split(":").filter(Boolean);
  const [before, after] = [groups(start), groups(end ?? "")];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function withLength(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

/** Bytes as they come, and not one more: the next are of the server. */
function readExactly(socket: Socket, size: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      socket.off("readable", take).off("error", onError).off("close", onClose);
      end();
    };
    const take = () => {
      const bytes = socket.read(size) as Buffer | null;
      if (bytes?.length === size) settle(() => resolve(bytes));
      else if (bytes) onClose();
    };
    const onError = (error: Error) => settle(() => reject(error));
    const onClose = () => settle(() => reject(new Error("the connection was closed")));
    socket.on("readable", take).on("error", onError).on("close", onClose);
    take();
  });
}
