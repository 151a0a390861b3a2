import type { IncomingMessage } from "node:http";
import type { Registry } from "../registry/registry.ts";
import { administrator, type Writer, type WriterRights } from "../registry/writer.ts";
import type { UserInfo } from "../registry/admission.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import type { RequestUrl } from "../request-url.ts";
import { StatusError } from "../status-error.ts";
import type { Attributes } from "./attributes.ts";
import { Authenticator } from "./authenticator.ts";
import { Authorizer } from "./authorizer.ts";
import { checkParams, namesParams } from "./check-params.ts";
import { checkSigner, isSigned } from "./check-signer.ts";
import { Impersonator, wantsImpersonation } from "./impersonate.ts";
import { checkEscalation, grantsRights } from "./rbac/check-escalation.ts";
import { requestAttributes } from "./request-attributes.ts";
import { admin, isPrivileged, userInfo, type User } from "./user.ts";

/** Who may do what: every request goes through it before it is served. */
export class AccessControl {
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly #impersonator: Impersonator;
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.authenticator = new Authenticator(registry);
    this.authorizer = new Authorizer(registry);
    this.#impersonator = new Impersonator(this.authorizer);
  }

  /** Who asks, or whom they act as. Throws 401 for who is nobody, 403 for what they may not do. */
  admit(request: IncomingMessage, url: RequestUrl): User {
    const user = this.#authenticate(request);
    const impersonates = wantsImpersonation(request.headers);
    // administrators are not looked at any further: it costs them nothing that there are others
    if (!impersonates && isPrivileged(user)) return user;
    const attributes = requestAttributes(user, { method: request.method ?? "", url });
    const acting = impersonates
      ? this.#impersonator.impersonate({ headers: request.headersDistinct, attributes })
      : user;
    this.authorizer.require({ ...attributes, user: acting });
    return acting;
  }

  /** What a user's rights have to say to a write that the user may ask for. */
  writer(
    user: User,
    call: { resource: ServedResource; namespace?: string; name?: string; subresource?: string },
  ): Pick<Writer, "user" | "rights"> {
    if (user === admin) return { user: administrator };
    const info = userInfo(user) as unknown as UserInfo;
    if (isPrivileged(user)) return { user: info };
    const { resource, namespace, name, subresource } = call;
    const vet: WriterRights["vet"] = (object, old) =>
      grantsRights(resource)
        ? checkEscalation(this.authorizer, { user, resource, namespace, name, object, old })
        : checkSigner(this.authorizer, { user, subresource, object, old });
    const judge: WriterRights["judge"] = (object, old) =>
      checkParams({ registry: this.#registry, authorizer: this.authorizer, user }, { resource, object, old });
    const checkCreate = () => this.authorizer.require(createAttributes(user, call));
    return {
      user: info,
      rights: {
        checkCreate,
        ...(grantsRights(resource) || isSigned(resource) ? { vet } : {}),
        ...(namesParams(resource) ? { judge } : {}),
      },
    };
  }

  /** Nothing is served to who is nobody; 401 does not say whether a token was given. */
  #authenticate(request: IncomingMessage): User {
    const token = bearerToken(request);
    const verdict = token === undefined ? undefined : this.authenticator.authenticate(token);
    if (verdict && "user" in verdict) return verdict.user;
    throw new StatusError(401, { reason: "Unauthorized", message: "Unauthorized" });
  }
}

/** The token of an `Authorization: Bearer` header. */
function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)/i.exec(request.headers.authorization ?? "")?.[1];
}

/** An update or apply of something that is not there is a creation too. */
function createAttributes(
  user: User,
  { resource, namespace, name }: { resource: ServedResource; namespace?: string; name?: string },
): Attributes {
  return {
    user,
    isResource: true,
    verb: "create",
    group: resource.group,
    version: resource.version,
    resource: resource.plural,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
  };
}
