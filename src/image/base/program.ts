/** What a file of a program says of itself. */
export interface ProgramFacts {
  /** The architecture as images name it; undefined for what is no ELF program or one of another sort. */
  readonly architecture: string | undefined;
  /** The version of Node in it, where it is a Node that says so. */
  readonly nodeVersion: string | undefined;
}

/** e_machine of ELF headers, with the byte order where an architecture comes in both. */
const machines: Record<string, string> = {
  "62le": "amd64",
  "183le": "arm64",
  "40le": "arm",
  "3le": "386",
  "21le": "ppc64le",
  "22be": "s390x",
  "243le": "riscv64",
};
/** Node knows where its headers are to be had. */
const release = /nodejs\.org\/download\/release\/v(\d+\.\d+\.\d+)/;
const overlap = 64;

/** Reads a program to its end. */
export async function readProgram(body: AsyncIterable<Uint8Array>): Promise<ProgramFacts> {
  let architecture: string | undefined;
  let nodeVersion: string | undefined;
  let before = "";
  let start = Buffer.alloc(0);
  for await (const chunk of body) {
    if (start.length < 20) {
      start = Buffer.concat([start, chunk.subarray(0, 20)]);
      architecture = architectureOf(start);
    }
    if (nodeVersion !== undefined) continue;
    const text = before + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString("latin1");
    nodeVersion = release.exec(text)?.[1];
    before = text.slice(-overlap);
  }
  return { architecture, nodeVersion };
}

function architectureOf(header: Buffer): string | undefined {
  if (header.length < 20 || header.toString("latin1", 0, 4) !== "\x7fELF") return undefined;
  const isLittle = header[5] === 1;
  return machines[`${isLittle ? header.readUInt16LE(18) : header.readUInt16BE(18)}${isLittle ? "le" : "be"}`];
}
