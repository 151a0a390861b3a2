import { messageOf } from "../../src/base/errors.ts";
import { describe, onTestFinished, test } from "vitest";

/** What a case is given: the driver, and what the case needs to know of where it runs. */
export interface Bench<Driver> {
  readonly driver: Driver;
  readonly end?: () => void | Promise<void>;
}

/** What every driver of a sort does, the double that other tests use and the one that runs the real program. */
export interface Contract<Driver> {
  /** The program: `podman`. */
  readonly program: string;
  readonly double: () => Bench<Driver> | Promise<Bench<Driver>>;
  /** Rejects where the program cannot run on this machine, with its own words. */
  readonly real: () => Promise<Bench<Driver>>;
  readonly cases: Readonly<Record<string, (driver: Driver) => Promise<void>>>;
}

/** Real programs take seconds, and not every machine has them: they run in a step of their own. */
const withPrograms = process.env.KUBEWRIGHT_CONTRACTS === "all";

/** Runs every case on the double and, in that step, on the real program; one that cannot run is skipped, with the reason in its name. */
export async function contract<Driver>({ program, double, real, cases }: Contract<Driver>): Promise<void> {
  describe(`${program}, as the double has it`, () => {
    for (const [name, run] of Object.entries(cases)) test(name, () => runCase(run, double));
  });
  if (!withPrograms) return;
  const reason = await whyNot(real);
  describe(`${program} itself`, () => {
    if (reason !== undefined) return test.skip(`does not run here: ${reason}`, () => {});
    for (const [name, run] of Object.entries(cases))
      test(name, { timeout: 120_000 }, () => runCase(run, real));
  });
}

async function runCase<Driver>(
  run: (driver: Driver) => Promise<void>,
  open: () => Bench<Driver> | Promise<Bench<Driver>>,
): Promise<void> {
  const { driver, end } = await open();
  if (end) onTestFinished(end);
  await run(driver);
}

async function whyNot<Driver>(real: () => Promise<Bench<Driver>>): Promise<string | undefined> {
  try {
    await (await real()).end?.();
    return undefined;
  } catch (error) {
    return messageOf(error).replaceAll("\n", " ");
  }
}
