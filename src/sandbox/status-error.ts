import { goQuote } from "../base/go-quote.ts";
import type { Status, StatusCause, StatusReason } from "../kube/status.ts";

/** A refusal, with the Status body and the HTTP code that the client gets. Wording as k8s.io/apimachinery/pkg/api/errors has it. */
export class StatusError extends Error {
  readonly code: number;
  readonly status: Status;

  constructor(
    code: number,
    status: {
      reason?: StatusReason;
      message: string;
      details?: Status["details"];
      metadata?: NonNullable<Status["metadata"]>;
    },
  ) {
    super(status.message);
    this.name = "StatusError";
    this.code = code;
    const { reason, message, details, metadata = {} } = status;
    this.status = {
      kind: "Status",
      apiVersion: "v1",
      metadata,
      status: "Failure",
      message,
      ...(reason ? { reason } : {}),
      ...(details ? { details } : {}),
      code,
    };
  }
}

/** A group and what is named in it: a plural resource, or a kind. */
export interface Named {
  readonly group: string;
  readonly resource: string;
}

/** `deployments.apps`; the core group has no suffix. */
export function qualified({ group, resource }: Named): string {
  return group ? `${resource}.${group}` : resource;
}

export function notFound(what: Named, name: string): StatusError {
  return new StatusError(404, {
    reason: "NotFound",
    message: `${qualified(what)} ${goQuote(name)} not found`,
    details: detailsOf(what, { name }),
  });
}

/** `deleting` says that what exists is on its way out. */
export function alreadyExists(what: Named, name: string, options: { deleting?: boolean } = {}): StatusError {
  const text = `${qualified(what)} ${goQuote(name)} already exists`;
  const message = options.deleting ? `object is being deleted: ${text}` : text;
  return new StatusError(409, { reason: "AlreadyExists", message, details: detailsOf(what, { name }) });
}

/** 409 for a name that the server was to make, even where the client gave one beside `generateName`. */
export function generateNameConflict(what: Named, name: string): StatusError {
  const message = `${qualified(what)} ${goQuote(name)} already exists, the server was not able to generate a unique name for the object`;
  const details = { ...detailsOf(what, { name }), retryAfterSeconds: 1 };
  return new StatusError(409, { reason: "AlreadyExists", message, details });
}

export function conflict(what: Named, options: { name: string; message: string }): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(what)} ${goQuote(options.name)}: ${options.message}`;
  return new StatusError(409, {
    reason: "Conflict",
    message,
    details: detailsOf(what, { name: options.name }),
  });
}

/** What a writer with a stale resourceVersion is told. */
export function modified(what: Named, name: string): StatusError {
  const message =
    "the object has been modified; please apply your changes to the latest version and try again";
  return conflict(what, { name, message });
}

export function forbidden(
  what: Named,
  options: { name: string; message: string; causes?: StatusCause[] },
): StatusError {
  const { name, causes } = options;
  const message = `${qualified(what)}${name ? ` ${goQuote(name)}` : ""} is forbidden: ${options.message}`;
  return new StatusError(403, {
    reason: "Forbidden",
    message,
    details: detailsOf(what, { name, ...(causes ? { causes } : {}) }),
  });
}

/** One invalid field: `message` begins with the kind of problem, as the server's causes do. */
export interface InvalidField {
  readonly type: string;
  readonly field: string;
  readonly message: string;
}

/** 422. `what.resource` is a kind here, as the server has it. */
export function invalid(
  what: Named,
  options: { name: string; errors: readonly InvalidField[] },
): StatusError {
  const { name, errors } = options;
  const texts = [
    ...new Set(errors.map((error) => (error.field ? `${error.field}: ${error.message}` : error.message))),
  ];
  const message = `${qualified(what)} ${goQuote(name)} is invalid: ${texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`}`;
  const causes = errors.map(({ type, message, field }) => ({ reason: type, message, field }));
  return new StatusError(422, { reason: "Invalid", message, details: detailsOf(what, { name, causes }) });
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, { reason: "BadRequest", message });
}

export function methodNotAllowed(): StatusError {
  const message = "the server does not allow this method on the requested resource";
  return new StatusError(405, { reason: "MethodNotAllowed", message, details: {} });
}

export function noSuchResource(): StatusError {
  const message = "the server could not find the requested resource";
  return new StatusError(404, { reason: "NotFound", message, details: {} });
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`;
  return new StatusError(415, { reason: "UnsupportedMediaType", message });
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  return new StatusError(406, {
    reason: "NotAcceptable",
    message: `only the following media types are accepted: ${accepted.join(", ")}`,
  });
}

/** 410: the client must list again. */
export function expired(message: string): StatusError {
  return new StatusError(410, { reason: "Expired", message });
}

/** 500 without a reason: what the server makes of a plain Go error. */
export function plainError(message: string): StatusError {
  return new StatusError(500, { message });
}

/** 500: what the server itself could not do. */
export function internalError(message: string): StatusError {
  const details = { causes: [{ message }] } as NonNullable<Status["details"]>;
  return new StatusError(500, {
    reason: "InternalError",
    message: `Internal error occurred: ${message}`,
    details,
  });
}

/** 501: this sandbox does not do it, and says what. */
export function notImplemented(what: string): StatusError {
  return new StatusError(501, {
    reason: "NotImplemented",
    message: `the sandbox does not implement ${what}`,
  });
}

function detailsOf(
  what: Named,
  rest: { name: string; causes?: StatusCause[] },
): NonNullable<Status["details"]> {
  const { name, causes } = rest;
  return {
    ...(name ? { name } : {}),
    ...(what.group ? { group: what.group } : {}),
    ...(what.resource ? { kind: what.resource } : {}),
    ...(causes ? { causes } : {}),
  };
}
