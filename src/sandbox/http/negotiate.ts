import { notAcceptable } from "../status-error.ts";

/** What a client wants to read. */
export interface Wanted {
  readonly format: "json" | "yaml";
  /** Transformation of objects, if any. */
  readonly as?: "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList";
}

/** The media types of the answer, in the order in which refusals list them. */
const accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

interface Range {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** The best of what an Accept header names that this server can write; 406 when there is none. */
export function negotiate(accept: string | undefined, options: { transforms: boolean }): Wanted {
  if (!accept?.trim()) return { format: "json" };
  for (const range of parseAccept(accept)) {
    const format = formatOf(range.type);
    if (!format) continue;
    const as = range.parameters.get("as");
    if (as === undefined) return { format };
    const group = range.parameters.get("g") ?? "";
    const version = range.parameters.get("v") ?? "";
    if (options.transforms && isTransform(as) && group === "meta.k8s.io" && version === "v1")
      return { format, as };
  }
  throw notAcceptable(accepted);
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

function formatOf(type: string): "json" | "yaml" | undefined {
  if (type === "*/*" || type === "application/*" || type === "application/json") return "json";
  return type === "application/yaml" ? "yaml" : undefined;
}

function isTransform(as: string): as is NonNullable<Wanted["as"]> {
  return as === "Table" || as === "PartialObjectMetadata" || as === "PartialObjectMetadataList";
}
