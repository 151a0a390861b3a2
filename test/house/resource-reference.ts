import { readFileSync } from "node:fs";
import ts from "typescript";
import { kindMarkers } from "../../src/generate/crd/kind-markers.ts";

const file = "src/kube/resource.ts";

/** The page about what `resource({...})` takes, from its type and the comments in it. */
export function renderResourceReference(): string {
  const parts = [
    "# What a kind says beside its type",
    "This page is written from the type of the definition (`npm run update`). Everything in it is a constant, which the generator reads without running it. What is wrong is an error at its own place.",
    table(
      ["property", "type", "says", "marker of controller-gen"],
      membersOf("ResourceDefinition").map((member) => [...cellsOf(member), markersFor(nameOf(member))]),
    ),
    "## Subresources",
    table(["property", "type", "says"], membersOf("Subresources").map(cellsOf)),
    "## Columns",
    table(["property", "type", "says"], membersOf("PrinterColumn").map(cellsOf)),
  ];
  return `${parts.join("\n\n")}\n`;
}

const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

function membersOf(name: string): ts.PropertySignature[] {
  const found = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  if (!found) throw new Error(`${file} has no interface ${name}`);
  return found.members.filter(ts.isPropertySignature);
}

function nameOf(member: ts.PropertySignature): string {
  return member.name.getText();
}

function cellsOf(member: ts.PropertySignature): string[] {
  const comments = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const says = comments.map((comment) => ts.getTextOfJSDocComment(comment.comment) ?? "").join(" ");
  const type = (member.type?.getText() ?? "").replaceAll(/\breadonly /g, "").replaceAll(/\s+/g, " ");
  return [
    `\`${nameOf(member)}${member.questionToken ? "?" : ""}\``,
    `\`${type}\``,
    says.replaceAll("\n", " "),
  ];
}

function markersFor(name: string): string {
  const markers = Object.entries(kindMarkers).filter(([, { sets }]) => sets.some((key) => key === name));
  return markers.map(([marker]) => `\`+${marker}\``).join(", ") || "none";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
