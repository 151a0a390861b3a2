import { UserError } from "../base/errors.ts";
import type { Condition } from "./condition.ts";

const typePattern =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/;
const reasonPattern = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;

/** Most characters of a condition's message, as the API server counts them. */
export const messageLimit = 32_768;

/**
 * Refuses what the API server would refuse, where the mistake is made and not when the whole status is written. Bounds and patterns are those of
 * k8s.io/apimachinery/pkg/apis/meta/v1/types.go.
 *
 * @throws UserError CONDITION_INVALID
 */
export function checkCondition({
  type,
  status,
  reason,
  message,
}: Omit<Condition, "lastTransitionTime">): void {
  if (!typePattern.test(type) || type.length > 316)
    refuse(type, `its type is not a name such as "Ready" or "example.com/Ready" of at most 316 characters`);
  if (!["True", "False", "Unknown"].includes(status))
    refuse(type, `its status is ${JSON.stringify(status)}, and can be True, False or Unknown`);
  if (!reasonPattern.test(reason) || reason.length > 1024)
    refuse(type, `its reason is ${JSON.stringify(reason)}`, {
      hint: 'A reason is one word in CamelCase of at most 1024 characters, such as "MinimumReplicasAvailable"; sentences go into the message.',
    });
  // characters, not UTF-16 units; counted only when it is near
  if (message.length > messageLimit && Array.from(message).length > messageLimit)
    refuse(type, `its message has more than ${messageLimit} characters`);
}

function refuse(type: string, problem: string, options: { hint?: string } = {}): never {
  throw new UserError("CONDITION_INVALID", `cannot set condition "${type}": ${problem}`, options);
}
