import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A port of the machine's loopback that leads to a socket. */
export interface Forward {
  readonly port: number;
  close(): Promise<void>;
}

export async function forward(path: string): Promise<Forward> {
  const open = new Set<Socket>();
  const server = createServer((outer) => {
    const inner = connect(path);
    pipe(outer, inner, open);
    pipe(inner, outer, open);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, "close");
    },
  };
}

function pipe(from: Socket, to: Socket, open: Set<Socket>): void {
  open.add(from);
  from.setNoDelay(true);
  from.on("error", () => to.destroy());
  from.on("close", () => {
    open.delete(from);
    to.destroy();
  });
  from.pipe(to);
}
