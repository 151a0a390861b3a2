import type { JsonObject } from "../../base/json.ts";
import type { UserInfo } from "./admission.ts";

/** Who writes, and how; a part of WriteOptions and DeleteOptions. */
export interface Writer {
  /** Who asks; absent: the server's administrator. */
  readonly user?: UserInfo;
  /** The options as they were asked for, without kind. */
  readonly asked?: JsonObject;
  readonly dryRun: boolean;
  readonly warn?: (message: string) => void;
  /** Parts of the server itself are not held up by admission. */
  readonly exempt?: boolean;
}

/** The administrator, whom the server's own token stands for. */
export const administrator: UserInfo = {
  username: "kubernetes-admin",
  groups: ["system:masters", "system:authenticated"],
};
