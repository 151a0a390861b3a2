import { build } from "./commands/build.ts";
import { buildInstaller } from "./commands/build-installer.ts";
import { completion } from "./commands/completion.ts";
import { controlPlane } from "./commands/control-plane.ts";
import { crdDiff } from "./commands/crd-diff.ts";
import { createApi } from "./commands/create-api.ts";
import { deploy } from "./commands/deploy.ts";
import { docsApi } from "./commands/docs-api.ts";
import { doctor } from "./commands/doctor.ts";
import { explain } from "./commands/explain.ts";
import { generateCrd } from "./commands/generate-crd.ts";
import { importCrd } from "./commands/import-crd.ts";
import { init } from "./commands/init.ts";
import { install } from "./commands/install.ts";
import { manifests } from "./commands/manifests.ts";
import { push } from "./commands/push.ts";
import { rbacCheck } from "./commands/rbac-check.ts";
import { run } from "./commands/run.ts";
import { sandbox } from "./commands/sandbox.ts";
import { sandboxRestore } from "./commands/sandbox-restore.ts";
import { sandboxSnapshot } from "./commands/sandbox-snapshot.ts";
import { undeploy } from "./commands/undeploy.ts";
import { uninstall } from "./commands/uninstall.ts";
import { version } from "./commands/version.ts";
import type { Command } from "./define-command.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  init,
  createApi,
  manifests,
  rbacCheck,
  generateCrd,
  crdDiff,
  docsApi,
  importCrd,
  buildInstaller,
  build,
  push,
  run,
  sandbox,
  sandboxSnapshot,
  sandboxRestore,
  controlPlane,
  install,
  uninstall,
  deploy,
  undeploy,
  explain,
  doctor,
  completion,
  version,
];
