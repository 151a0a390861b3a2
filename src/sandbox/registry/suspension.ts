/**
 * Thrown in the middle of a verb that needs an answer from outside: the store knows no waiting, so the verb is run again from
 * its start once the answer is there, and finds it then. {@link Registry.settle} does so.
 */
export class Suspension extends Error {
  /** Resolves when the verb may be run again; never rejects. */
  readonly ready: Promise<unknown>;
  /** Runs what was suspended again, with the answers that it has got. */
  resume: <T>(run: () => T) => T = (run) => run();

  constructor(ready: Promise<unknown>) {
    super("the verb waits for an answer from outside");
    this.name = "Suspension";
    this.ready = ready;
  }
}

/** A question whose answer comes from outside. Its promise never rejects: failures are answers too. */
export interface Question<T> {
  /** What the answer depends on: the same question is asked once in a run. */
  readonly key: string;
  ask(): Promise<T>;
}

/** What one run of a verb has learnt from outside. */
export class Answers {
  readonly #known = new Map<string, { value: unknown; order: number }>();

  /** The answer, or a {@link Suspension} until it is there. */
  get<T>(question: Question<T>): T {
    const [answer] = this.all([question]);
    return (answer as { value: T }).value;
  }

  /** The answers to all questions, which are asked at the same time. `order` tells which came first. */
  all<T>(questions: readonly Question<T>[]): { value: T; order: number }[] {
    const missing = questions.filter(({ key }) => !this.#known.has(key));
    if (missing.length > 0) throw new Suspension(Promise.all(missing.map((question) => this.#ask(question))));
    return questions.map(({ key }) => this.#known.get(key) as { value: T; order: number });
  }

  async #ask<T>(question: Question<T>): Promise<void> {
    const value = await question.ask();
    this.#known.set(question.key, { value, order: this.#known.size });
  }
}
