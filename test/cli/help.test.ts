import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { parseCommandLine } from "../../src/cli/program.ts";
import { runCli } from "./run-cli.ts";

test("--help lists every command by its whole name, in groups", async () => {
  const { code, stdout, stderr } = await runCli(["--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: kubewright [options] [command]

    Kubernetes operators in TypeScript.

    Options:
      -V, --version     print the version
      -h, --help        show this help

    Project:
      init              a new project
      create api        a kind and its controller

    Manifests:
      manifests         CRDs and roles from the project's sources
      rbac check        whether the operator\'s roles are what its code and its calls need
      generate crd      CRDs from any TypeScript files
      crd diff          what a change of CRDs does to stored objects and clients
      docs api          reference pages of your own API
      import crd        TypeScript types from CRDs, without loss
      build-installer   one file that installs the operator

    Images:
      build             the operator's image
      push              the operator's image to its registry

    Clusters:
      run               the operator from its sources, restarted on every change
      sandbox           an API server in this process, for kubectl and operators
      sandbox snapshot  all objects of a sandbox in a file
      sandbox restore   a sandbox as it was in a snapshot
      control-plane     a real etcd and kube-apiserver on this machine
      install           the project's CRDs onto a cluster
      uninstall         the project's CRDs, and every object of their kinds, off a cluster
      deploy            the operator, its CRDs and roles onto a cluster
      undeploy          the operator and its roles off a cluster
      explain           why an object is, or is not, reconciled

    About:
      doctor            what is installed, which cluster, what does not fit, and what mends it
      completion        a script that completes command lines in a shell
      version           the versions of kubewright and of what it runs on

    Errors end with a code; docs/reference/errors.md has what to do about each.
    "
  `);
});

test("no command at all asks for help, and so does -h", async () => {
  const help = await runCli(["--help"]);
  expect(await runCli([])).toEqual(help);
  expect(await runCli(["-h"])).toEqual(help);
});

test("the help of a command shows its options and examples", async () => {
  const { code, stdout } = await runCli(["create", "api", "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "Usage: kubewright create api [options]

    Adds a kind, a controller for it, its roles and a sample to the project of this folder.

    Options:
      --group <GROUP>      the API group, without the project's domain (required)
      --version <VERSION>  such as v1alpha1 (required)
      --kind <KIND>        in PascalCase (required)
      --plural <PLURAL>    of the kind, in lower case; by default the English one
      --storage            of another version of a kind: objects are stored in it from now on
      --cluster-scoped     the kind belongs to no namespace
      --no-controller      the kind alone
      --no-resource        the controller alone, for a kind that exists
      --force              replace files that are there already
      --dry-run            show what would change as a unified diff and write nothing
      -h, --help           show this help

    Examples:
      # A kind and a controller
      $ kubewright create api --group cache --version v1alpha1 --kind Memcached

      # Only a kind, one that belongs to no namespace
      $ kubewright create api --group cache --version v1alpha1 --kind Zone --cluster-scoped --no-controller

      # Another version of a kind, with the types of the one before; objects are stored in it
      $ kubewright create api --group cache --version v1 --kind Memcached --storage

      # A controller for a kind of Kubernetes
      $ kubewright create api --group apps --version v1 --kind Deployment --no-resource
    "
  `);
});

test("help as a command is understood too", async () => {
  expect(await runCli(["help", "init"])).toEqual(await runCli(["init", "--help"]));
  expect(await runCli(["help", "create", "api"])).toEqual(await runCli(["create", "api", "--help"]));
  expect(await runCli(["help", "create"])).toEqual(await runCli(["create", "--help"]));
  expect(await runCli(["help"])).toEqual(await runCli(["--help"]));
});

test("--version is the bare version, and does not take the place of an option of that name", async () => {
  const { code, stdout } = await runCli(["--version"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const given = parse(["create", "api", "--version", "v1"])?.given;
  expect(given).toEqual({ version: "v1" });
});

describe.each(commands)("$name", (command) => {
  test("has help", async () => {
    const { code, stdout } = await runCli([...command.name.split(" "), "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: kubewright ${command.name}`);
    for (const { line, summary } of command.examples) {
      expect(stdout).toContain(`  # ${summary}\n  $ ${line}\n`);
    }
  });

  test("has examples, each of which is a command line of it", () => {
    expect(command.examples).not.toEqual([]);
    for (const { line } of command.examples) {
      const words = /kubewright ([^|)]*)/.exec(line)?.[1]?.match(/"[^"]*"|\S+/g) ?? [];
      expect(parse(words)?.command.name).toBe(command.name);
    }
  });

  test("has summaries in one style: no capital first, no full stop", () => {
    const specs = [...Object.values(command.options), ...Object.values(command.args)];
    for (const summary of [command.summary, ...specs.map((spec) => spec.summary)]) {
      expect(summary).not.toMatch(/^[A-Z][a-z]+ |\.$/);
    }
  });
});

function parse(argv: string[]) {
  return parseCommandLine(argv, { commands, version: "0.0.0", write: () => {} });
}
