/** The person at the terminal ended the command: exit code 130, as a shell has it for SIGINT, and no message. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}
