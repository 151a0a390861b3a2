import type { AppArmorProfile, SeccompProfile } from "../../../../k8s/core/v1.ts";
import {
  invalidField,
  invalidTyped,
  requiredField,
  supported,
  tooLongField,
} from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { internalValue } from "./internal-value.ts";
import { validateDescendingPath } from "./local-path.ts";

const types = ["Localhost", "RuntimeDefault", "Unconfined"];

/** Follows validateSeccompProfileField of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateSeccomp(profile: SeccompProfile | undefined, at: string): InvalidField[] {
  if (!profile) return [];
  const { type, localhostProfile } = profile;
  const field = `${at}.localhostProfile`;
  return [
    ...(type
      ? supported(`${at}.type`, type, types)
      : [requiredField(`${at}.type`, "type is required when seccompProfile is set")]),
    ...(type === "Localhost"
      ? localhostProfile === undefined
        ? [requiredField(field, "must be set when seccomp type is Localhost")]
        : validateDescendingPath(localhostProfile, field)
      : localhostProfile === undefined
        ? []
        : [
            invalidField(
              field,
              internalValue("SeccompProfile", profile),
              "can only be set when seccomp type is Localhost",
            ),
          ]),
  ];
}

const longest = 4095;

/** Follows ValidateAppArmorProfileField. */
export function validateAppArmor(profile: AppArmorProfile | undefined, at: string): InvalidField[] {
  if (!profile) return [];
  const { type, localhostProfile } = profile;
  const field = `${at}.localhostProfile`;
  if (!type) return [requiredField(`${at}.type`, "type is required when appArmorProfile is set")];
  if (type === "Localhost") return validateLocalhost(localhostProfile, field);
  if (!types.includes(type)) return supported(`${at}.type`, type, types);
  if (localhostProfile === undefined) return [];
  return [invalidTyped(field, localhostProfile, "can only be set when AppArmor type is Localhost")];
}

function validateLocalhost(profile: string | undefined, field: string): InvalidField[] {
  const missing = requiredField(field, "must be set when AppArmor type is Localhost");
  if (profile === undefined) return [missing];
  const padded = profile.trim() !== profile;
  return [
    ...(padded ? [invalidField(field, profile, "must not be padded with whitespace")] : []),
    ...(!padded && profile === "" ? [missing] : []),
    ...(Buffer.byteLength(profile) > longest ? [tooLongField(field, longest)] : []),
  ];
}
