import type { KeyToPath } from "../../../../k8s/core/v1.ts";
import { required } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { validateLocalPath } from "./local-path.ts";
import { validateFileMode } from "./validate-file-mode.ts";

/** Follows validateKeyToPath of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateKeyToPath({ key, path, mode }: KeyToPath, at: string): InvalidField[] {
  return [
    ...required(`${at}.key`, key),
    ...required(`${at}.path`, path),
    ...validateLocalPath(path, `${at}.path`),
    ...validateFileMode(mode, `${at}.mode`),
  ];
}
