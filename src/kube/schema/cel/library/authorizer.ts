import type { CelFunction } from "../function-table.ts";
import { parseLabelSelector } from "../../../selector.ts";
import { CelError, Opaque, type Value } from "../value.ts";

/** What an authorizer is asked by an expression; the user is known to it. */
export interface AccessQuestion {
  readonly verb: string;
  /** Of a request that is about no resource. */
  readonly path?: string;
  readonly group?: string;
  readonly version?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** `namespace` and name of a ServiceAccount that is meant in place of the user. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
}

/** Says whether something is allowed, and why. */
export type Authorize = (question: AccessQuestion) => {
  readonly allowed: boolean;
  readonly reason: string;
  readonly error?: string;
};

/** A question that is being put together: `authorizer`, and what its functions give (k8s.io/apiserver/pkg/cel/library/authz.go). */
export class AccessCheck extends Opaque {
  readonly type: string;
  readonly authorize: Authorize;
  readonly question: Omit<AccessQuestion, "verb">;

  constructor(
    part: "Authorizer" | "PathCheck" | "GroupCheck" | "ResourceCheck",
    asked: { authorize: Authorize; question?: Omit<AccessQuestion, "verb"> },
  ) {
    super();
    this.type = `kubernetes.authorization.${part}`;
    this.authorize = asked.authorize;
    this.question = asked.question ?? {};
  }

  equals(other: Opaque): boolean {
    return other === this;
  }
}

class Decision extends Opaque {
  readonly type = "kubernetes.authorization.Decision";
  readonly decided: ReturnType<Authorize>;

  constructor(decided: ReturnType<Authorize>) {
    super();
    this.decided = decided;
  }

  equals(other: Opaque): boolean {
    return other === this;
  }
}

/** Kubernetes' authorizer library. */
export const authorizer: Readonly<Record<string, CelFunction>> = {
  ".path": step("Authorizer", ([path = ""]) => {
    if (path === "") throw new CelError("path must not be empty");
    return { part: "PathCheck", question: { path } };
  }),
  ".serviceAccount": step("Authorizer", ([namespace = "", name = ""]) => ({
    part: "Authorizer",
    question: { serviceAccount: { namespace, name } },
  })),
  ".group": step("Authorizer", ([group = ""]) => ({ part: "GroupCheck", question: { group } })),
  ".resource": step("GroupCheck", ([resource = ""]) => ({
    part: "ResourceCheck",
    question: { resource, version: "*" },
  })),
  ".subresource": step("ResourceCheck", ([subresource = ""]) => refined({ subresource })),
  ".namespace": step("ResourceCheck", ([namespace = ""]) => refined({ namespace })),
  ".name": step("ResourceCheck", ([name = ""]) => refined({ name })),
  ".fieldSelector": step("ResourceCheck", () => refined({})),
  ".labelSelector": step("ResourceCheck", ([text = ""]) => {
    parseLabelSelector(text);
    return refined({});
  }),
  ".check": ([self, verb]) =>
    self instanceof AccessCheck && typeof verb === "string"
      ? new Decision(self.authorize({ ...self.question, verb }))
      : undefined,
  ".allowed": decision(({ allowed }) => allowed),
  ".reason": decision(({ reason }) => reason),
  ".error": decision(({ error = "" }) => error),
  ".errored": decision(({ error }) => error !== undefined),
};

type Next = {
  readonly part: "Authorizer" | "PathCheck" | "GroupCheck" | "ResourceCheck";
  readonly question: Omit<AccessQuestion, "verb">;
};

function refined(question: Next["question"]): Next {
  return { part: "ResourceCheck", question };
}

/** A method of one kind of question that gives another question. */
function step(of: string, next: (texts: readonly string[]) => Next): CelFunction {
  return ([self, ...args]) => {
    if (!(self instanceof AccessCheck) || self.type !== `kubernetes.authorization.${of}`) return undefined;
    if (!args.every((arg): arg is string => typeof arg === "string")) return undefined;
    const { part, question } = next(args);
    return new AccessCheck(part, {
      authorize: self.authorize,
      question: { ...self.question, ...question },
    });
  };
}

function decision(read: (decided: ReturnType<Authorize>) => Value): CelFunction {
  return ([self]) => (self instanceof Decision ? read(self.decided) : undefined);
}
