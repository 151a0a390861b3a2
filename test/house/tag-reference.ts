import { kindMarkers } from "../../src/generate/crd/kind-markers.ts";
import { schemaMarkers, type SchemaMarker } from "../../src/generate/crd/marker-table.ts";
import { tagRules } from "../../src/generate/crd/tag-rules.ts";
import type { ArgumentType } from "../../src/generate/marker/parse-argument.ts";
import type { Fields } from "../../src/generate/marker/parse-fields.ts";
import { rbacFields } from "../../src/generate/rbac/rbac-tag.ts";
import { schemaOf, taggedSchema } from "../unit/generate/from-text.ts";
import { tagTexts, type TagText } from "./tag-texts.ts";

/** The page about tags and markers, from the generator's own tables; each example has been through the generator. */
export async function renderTagReference(): Promise<string> {
  const rows = Object.entries(tagTexts).map(async ([name, text]) => [
    `\`@${name}${text.argument ? ` ${text.argument}` : ""}\``,
    placeOf(name),
    text.says,
    ...(await exampleOf(text)),
  ]);
  const parts = [
    "# Tags and markers",
    "This page is written from the generator's own tables (`npm run update`), and each example has been through it.",
    "A tag stands in the doc comment before a property, on its line or above it, or before the type that it is of. What extends a type has its tags, and so have `Partial`, `Pick` and mapped types over its own keys; where a type is made of another in a way that a tag does not go along, it is told at its place. On the type of a property, a tag is said of every use of that type; what " +
      "the property says itself comes on top: an annotation, a default or a topology replaces the type's, a bound must be tighter, and both then stand in `allOf`. " +
      "`@items.maxLength 3` is said of what is in a list, `@values.pattern ^v` of what is in a map, `@items.values.minimum 1` of both in turn. " +
      "An argument may be a constant of the project: {@link MAX}, or plain MAX where a number is expected. Text in backticks, quotes or a fenced block holds no tags, and `\\@` begins none. A tag that is unknown, misplaced, repeated or contradicts its type is an error at its own place.",
    "## Tags about a schema",
    table(["tag", "on", "says", "example", "in the schema"], await Promise.all(rows)),
    "## Tags about being there",
    table(
      ["tag", "says"],
      [
        ["`@optional`, `@required`", "Whether a property may be left out, whatever its `?` says."],
        ["`@ignore`, `@internal`", "The property is in no schema."],
        [
          "`@featureGate Name`",
          "The property, or the kind, is there only with `--feature-gates Name`; names are joined by `&` and `\\|`, with parentheses.",
        ],
        [
          "`@deprecated why`",
          "Before a kind or its constant: its version is deprecated, with the warning. Elsewhere it is a line of the description.",
        ],
        [
          "`@remarks`, `@see`",
          "Paragraphs of the description. Lines that begin with `TODO`, and all after a line `---`, are not in it.",
        ],
      ],
    ),
    "## Tags about roles",
    `\`@rbac ${fieldsText(rbacFields)}\` may stand in any comment of a file. \`namespace\` asks for a Role, \`roleName\` for a role of its own.`,
    "## Markers of controller-gen",
    "Raw `+` lines in doc comments and line comments are read too, for types that come from Go, with controller-gen's grammar of arguments: texts bare, in double quotes or in " +
      "backticks; lists `a;b` or `{a,b}`; maps `{a: b}`. Each is the tag or the part of `resource({...})` beside it.",
    "### About a schema",
    table(
      ["marker", "tag"],
      Object.entries(schemaMarkers).map(([name, marker]) => markerRow(name, marker)),
    ),
    "`+kubebuilder:validation:items:X` is `@items.x` for every X of `+kubebuilder:validation:` that stands on fields and types. The exclusive bounds are flags beside the bound, as controller-gen has " +
      "them; of two defaults the one of kubebuilder wins. `+optional`, `+required`, `+k8s:optional`, `+k8s:required`, `+kubebuilder:validation:Optional` and " +
      "`+kubebuilder:validation:Required` are `@optional` and `@required`.",
    "### About a kind",
    "They stand before the type that `resource<T>({...})` names, or before the constant. What they say and what `resource({...})` says must agree; lists go on.",
    table(
      ["marker", "in `resource({...})`"],
      Object.entries(kindMarkers).map(([name, { fields, sets }]) => [
        `\`+${name}${Object.keys(fields).length > 0 ? `:${fieldsText(fields)}` : ""}\``,
        sets.map((key) => `\`${key}\``).join(", "),
      ]),
    ),
    "### About a file",
    "Above a file's first statement, with an empty line between: `+groupName` and `+versionName` must be those of the file's kinds, `+kubebuilder:skip` leaves its kinds out, " +
      "`+kubebuilder:validation:Optional` and `+kubebuilder:validation:Required` decide of its properties that say nothing themselves.",
    "### About Go",
    "`+kubebuilder:object:…`, `+kubebuilder:ac:…`, `+k8s:deepcopy-gen` and its kin, `+genclient`, `+patchStrategy`, `+patchMergeKey`, `+protobuf`, `+enum`, `+union…`, `+featureGate` and `+operator-sdk:csv:…` " +
      "steer generators of Go code, of the API server's own OpenAPI and of bundles: nothing is done for them. Any other line that begins with `+name` is an unknown marker, and an error. `+kubebuilder:rbac:…` is `@rbac`.",
  ];
  return `${parts.join("\n\n")}\n`;
}

function placeOf(name: string): string {
  const place = tagRules[name]?.on;
  return place === undefined
    ? "anything"
    : place === "number" || place === "string"
      ? `${place}, int-or-string`
      : place;
}

/** A type that contains itself is declared; the comment stands before it. */
async function exampleOf({ example: [comment, type] }: TagText): Promise<[string, string]> {
  const schema =
    type === "Tree"
      ? await schemaOf(type, `/** ${comment} */\ninterface Tree { next?: Tree }`)
      : await taggedSchema(comment, type);
  return [`\`${comment}\` on \`${type}\``, `\`${JSON.stringify(schema)}\``];
}

function markerRow(name: string, { tag, argument, items }: SchemaMarker): [string, string] {
  const written = name.replace(/^kubebuilder:validation:/, items ? "kubebuilder:validation:[items:]" : "$&");
  const tags: Readonly<Record<string, string>> = {
    kubernetesDefault: "`@default`",
    sortedEnum: "none: a union of literals; it sorts them",
    uniqueItems: "none: the API server refuses it; `@listType set`",
  };
  return [`\`+${written}${argumentText(argument)}\``, tags[tag] ?? `\`@${tag}\``];
}

function argumentText(argument: SchemaMarker["argument"]): string {
  if (argument === undefined) return "";
  if (argument === "json") return "=JSON";
  if (typeof argument === "object" && "fields" in argument) return `:${fieldsText(argument.fields)}`;
  return `=${typeText(argument)}`;
}

function fieldsText(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, { type, optional }]) => `${name}${optional ? "?" : ""}=${typeText(type)}`)
    .join(",");
}

function typeText(type: ArgumentType): string {
  if (typeof type === "string") return type;
  return "list" in type ? `${typeText(type.list)};…` : `{${typeText(type.map)}}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll(/(?<!\\)\|/g, "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
