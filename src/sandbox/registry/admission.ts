import type { JsonObject } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";
import type { ServedResource } from "./served-resource.ts";
import type { Answers } from "./suspension.ts";

/** Who asks: authentication.k8s.io/v1 UserInfo. */
export interface UserInfo {
  readonly username: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A write as admission sees it (k8s.io/apiserver/pkg/admission/attributes.go). Objects are in the version of the request. */
export interface AdmissionAttributes {
  readonly operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  readonly resource: ServedResource;
  /** Empty: the resource itself. */
  readonly subresource: string;
  /** Empty for what has none; of a namespace its own name. */
  readonly namespace: string;
  /** Empty where the server is still to make one. */
  readonly name: string;
  readonly object: ApiObject | undefined;
  readonly oldObject: ApiObject | undefined;
  /** meta/v1 CreateOptions, UpdateOptions or DeleteOptions as they were asked for. */
  readonly options: JsonObject;
  readonly dryRun: boolean;
  readonly user: UserInfo;
  readonly warn: (message: string) => void;
  readonly answers: Answers;
  /** What admission that is part of the server makes of an object that others have changed; absent: nothing. */
  readonly again?: ((object: ApiObject) => ApiObject) | undefined;
}

/** What stands between a request and the store. */
export interface Admission {
  /** False when nothing would look at a write of this resource: then nothing is made for it to look at. */
  concerns(resource: ServedResource, operation: AdmissionAttributes["operation"]): boolean;
  /** The object as mutating admission leaves it; of a deletion nothing. */
  mutate(attributes: AdmissionAttributes): ApiObject | undefined;
  /** Throws what refuses the write. */
  validate(attributes: AdmissionAttributes): void;
}
