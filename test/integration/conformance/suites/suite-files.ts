import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { JsonObject } from "../../../../src/base/json.ts";
import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";

/** A case of a suite: `initial` is created; with `updated`, what is stored then is replaced by that. */
export interface SuiteCase {
  readonly name: string;
  readonly initial: string;
  readonly updated?: string;
  /** What is stored in the end; absent: what was sent last. */
  readonly expected?: string;
  readonly expectedError?: string;
  readonly expectedStatusError?: string;
  /** JSON patches of the CRD's file: the CRD is like that while `initial` is created. */
  readonly initialCRDPatches?: readonly { op: string; path: string; value?: unknown }[];
}

export interface Suite {
  /** `config/v1/proxies.config.openshift.io/AAA_ungated` */
  readonly title: string;
  readonly cases: readonly SuiteCase[];
  /** Whether this variant of the CRD is one that the suite is written for: its expectations hold. */
  readonly meant: boolean;
}

/** A CRD as one file has it, reduced to one version, and the suites that can run on it. */
export interface Variant {
  /** `config/v1/proxies.crd.yaml` */
  readonly title: string;
  readonly crd: CustomResourceDefinition;
  readonly suites: readonly Suite[];
}

interface SuiteFile {
  readonly title: string;
  readonly crdName: string;
  readonly version?: string;
  readonly featureGates: readonly string[];
  readonly cases: readonly SuiteCase[];
}

/** Every CRD of a folder of suites, with its suites. */
export function readVariants(folder: string): Variant[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const suites = files.filter((file) => /\/tests\/.*\.yaml$/.test(file));
  const manifests = files.filter((file) => /\/zz_generated\.crd-manifests\/.*\.yaml$/.test(file));
  return manifests.flatMap((file) => {
    const crd = read(join(folder, file)) as unknown as CustomResourceDefinition;
    const own = suites
      .filter((suite) => suite.startsWith(`${dirname(dirname(file))}/tests/`))
      .map((suite) => readSuite(folder, suite))
      .filter(({ crdName }) => crdName === crd.metadata?.name);
    if (own.length === 0) return [];
    const version = own.find((suite) => suite.version)?.version ?? crd.spec.versions[0]?.name ?? "";
    const title = file.replace("/zz_generated.crd-manifests/", "/");
    return [{ title, crd: onlyVersion(crd, version), suites: own.map((suite) => suiteFor(crd, suite)) }];
  });
}

function readSuite(folder: string, file: string): SuiteFile {
  const content = read(join(folder, file)) as {
    crdName: string;
    version?: string;
    featureGates?: string[];
    tests: { onCreate?: SuiteCase[]; onUpdate?: SuiteCase[] };
  };
  const { crdName, version, featureGates = [], tests } = content;
  const [group, api] = file.split("/").slice(-5);
  const cases = [...(tests.onCreate ?? []), ...(tests.onUpdate ?? [])];
  const title = `${group}/${api}/${crdName}/${basename(file, ".yaml")}`;
  return { title, crdName, ...(version ? { version } : {}), featureGates, cases };
}

/**
 * Which features a variant has is written in files that are not part of the corpus, but for two facts: a variant for
 * custom sets of features has all of them, and a CRD with a single variant is that of every suite.
 */
function suiteFor(crd: CustomResourceDefinition, { title, cases, featureGates }: SuiteFile): Suite {
  const sets = (crd.metadata?.annotations?.["release.openshift.io/feature-set"] ?? "").split(",");
  const disabled = featureGates.some((gate) => gate.startsWith("-"));
  const meant =
    featureGates.length === 0 || (!disabled && (sets.includes("CustomNoUpgrade") || sets[0] === ""));
  return { title, cases, meant };
}

/** As the suites' own runner has it: versions beside the one under test are not there. */
function onlyVersion(crd: CustomResourceDefinition, version: string): CustomResourceDefinition {
  const versions = crd.spec.versions
    .filter(({ name }) => name === version)
    .map((entry) => ({ ...entry, served: true, storage: true }));
  return { ...crd, spec: { ...crd.spec, versions } };
}

function read(path: string): JsonObject {
  return parseYaml(readFileSync(path, "utf8"), path)[0] as JsonObject;
}
