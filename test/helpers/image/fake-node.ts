const machines = { amd64: 62, arm64: 183 };

/** What passes for a Node: the head of an ELF program, its version where Node keeps it, and the size of a program. */
export function fakeNode(version = "24.11.0", architecture: keyof typeof machines = "amd64"): Buffer {
  const program = Buffer.alloc(1_100_000);
  program.write("\x7fELF\x02\x01\x01", "latin1");
  program.writeUInt16LE(machines[architecture], 18);
  program.write(`https://nodejs.org/download/release/v${version}/node-v${version}-headers.tar.gz`, 900_000);
  return program;
}
