import type { JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { InvalidField } from "../status-error.ts";
import type { UserInfo } from "./admission.ts";

/** Who writes, and how; a part of WriteOptions and DeleteOptions. */
export interface Writer {
  /** Who asks; absent: the server's administrator. */
  readonly user?: UserInfo;
  /** Absent: nothing is to be looked at. */
  readonly rights?: WriterRights;
  /** The options as they were asked for, without kind. */
  readonly asked?: JsonObject;
  readonly dryRun: boolean;
  readonly warn?: (message: string) => void;
  /** Parts of the server itself are not held up by admission. */
  readonly exempt?: boolean;
}

/** What the rights of a writer have to say to a write beyond its verb. */
export interface WriterRights {
  /** Throws 403 for an object that gives more rights than its writer has; gets what is there now. */
  readonly vet?: (object: ApiObject, old: ApiObject | undefined) => void;
  /** What is wrong with an object that is otherwise right: it names what its writer may not read. */
  readonly judge?: (object: ApiObject, old: ApiObject | undefined) => InvalidField[];
  /** Throws 403 where an update or an apply comes to be a creation, which may not be allowed. */
  readonly checkCreate?: () => void;
}

/** The administrator, whom the server's own token stands for. */
export const administrator: UserInfo = {
  username: "kubernetes-admin",
  groups: ["system:masters", "system:authenticated"],
};
