import { notAcceptable, StatusError } from "../status-error.ts";

/** What a client wants to read. */
export interface Wanted {
  readonly format: "json" | "yaml";
  /** Transformation of objects, if any. */
  readonly as?: "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList";
  /** Of `meta.k8s.io`, where there is a transformation. */
  readonly version?: "v1" | "v1beta1";
}

/** The media types of an answer, in the order in which refusals list them. */
export const objectTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
/** Those of an answer that goes on, without the end that a document has. */
export const streamTypes = [
  "application/json;stream=watch",
  "application/vnd.kubernetes.protobuf;stream=watch",
];

interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/**
 * The best of what an Accept header names that this server can write; 406 when there is none.
 * Follows k8s.io/apiserver/pkg/endpoints/handlers/negotiation.
 */
export function negotiate(
  accept: string | undefined,
  options: { transforms: boolean; stream?: boolean },
): Wanted {
  const found = negotiated(accept, options);
  if (!found) throw notAcceptable(objectTypes);
  if (options.stream && found.format === "yaml") throw notAcceptable(streamTypes);
  return found;
}

/** As {@link negotiate}, undefined instead of 406. */
export function negotiated(
  accept: string | undefined,
  { transforms }: { transforms: boolean },
): Wanted | undefined {
  if (!accept?.trim()) return { format: "json" };
  for (const range of parseAccept(accept)) {
    const format = formatOf(range.type);
    const found = format && withParameters(format, range.parameters, transforms);
    if (found) return found;
  }
  return undefined;
}

/**
 * Routes of built-in resources look at the header before anything else does, and less closely: without parameters and
 * qualities, and without ranges but the widest. Follows Route.matchesAccept of github.com/emicklei/go-restful.
 */
export function checkRoute(accept: string | undefined, produces: readonly string[]): void {
  if (!accept?.trim()) return;
  const types = accept.split(",").map((part) => part.split(";")[0]?.trim() ?? "");
  if (types.some((type) => type === "*/*" || produces.includes(type))) return;
  const message = `406: Not Acceptable\n\nAvailable representations: ${produces.join(", ")}`;
  throw new StatusError(406, { reason: "NotAcceptable", message, details: {} });
}

/** Media ranges, best first: by quality, then in the order given. */
export function parseAccept(accept: string): Range[] {
  return accept
    .split(",")
    .map((part) => {
      const [type = "", ...rest] = part.split(";").map((piece) => piece.trim());
      const parameters = new Map(
        rest.map((piece) => [piece.split("=")[0] ?? "", piece.split("=").slice(1).join("=")]),
      );
      const quality = Number(parameters.get("q") ?? 1);
      return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 0 : quality };
    })
    .filter((range) => range.type !== "" && range.quality > 0)
    .sort((a, b) => b.quality - a.quality);
}

function withParameters(
  format: Wanted["format"],
  parameters: Range["parameters"],
  transforms: boolean,
): Wanted | undefined {
  const stream = parameters.get("stream");
  if (stream && (stream !== "watch" || format === "yaml")) return undefined;
  if (!["as", "g", "v"].some((name) => parameters.has(name))) return { format };
  const [as = "", group, version] = ["as", "g", "v"].map((name) => parameters.get(name));
  const known = group === "meta.k8s.io" && (version === "v1" || version === "v1beta1") && isTransform(as);
  return transforms && known ? { format, as, version } : undefined;
}

function formatOf(type: string): Wanted["format"] | undefined {
  if (type === "*/*" || type === "application/*" || type === "application/json") return "json";
  return type === "application/yaml" ? "yaml" : undefined;
}

function isTransform(as: string): as is NonNullable<Wanted["as"]> {
  return as === "Table" || as === "PartialObjectMetadata" || as === "PartialObjectMetadataList";
}
