import { UserError } from "../base/errors.ts";

/** A kind's name in the forms that files and code need. */
export interface KindNames {
  /** `sample-db`: TypeScript files. */
  readonly kebab: string;
  /** `sampledb`: files and objects below config/, as kubebuilder names them. */
  readonly lower: string;
  /** `sampleDB`: the controller's constant. */
  readonly variable: string;
}

/** What the scaffolded files import, or have without importing it. */
const takenKinds = [
  "Condition",
  "CustomResource",
  "ApplyConfiguration",
  "Observed",
  "Deployment",
  "Int32",
  "Promise",
  "Index", // src/controllers/index.ts lists the controllers
];
/** Some reader of YAML takes these words for values. */
const yamlWords = ["True", "False", "Null", "Yes", "No", "On", "Off", "Y", "N"];

/** Names that a constant beside the scaffolded imports cannot have. */
const takenVariables = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in " +
    "instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield " +
    "arguments eval undefined " +
    // ours, in the controller, its tests and the list of controllers
    "afterAll client controller controllers deploymentKey desiredDeployment environment eventually expect isRolledOut key object operator sizeOf " +
    "startEnvironment stored test"
  ).split(" "),
);

/** The forms of a kind's name: `HTTPRoute` → `http-route`, `httproute`, `httpRoute`. */
export function kindNames(kind: string): KindNames {
  const words = kind.match(/[A-Z]+(?![a-z])[0-9]*|[A-Z][a-z0-9]*|[a-z0-9]+/g) ?? [kind];
  const [first = "", ...others] = words;
  const variable = [first.toLowerCase(), ...others].join("");
  return {
    kebab: words.join("-").toLowerCase(),
    lower: kind.toLowerCase(),
    variable: takenVariables.has(variable) ? `${variable}Controller` : variable,
  };
}

/** @throws UserError `KIND_RESERVED` when a kind of the project's own cannot have this name */
export function assertFreeKind(kind: string): void {
  const reason = yamlWords.includes(kind)
    ? "YAML reads the word as a value, not as a name"
    : takenKinds.includes(kind)
      ? "the scaffolded files use something of that name"
      : undefined;
  if (reason === undefined) return;
  throw new UserError("KIND_RESERVED", `kind "${kind}" cannot be used: ${reason}`, {
    hint: `Choose another kind, such as "My${kind}".`,
  });
}
