import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectManyListeners } from "../../base/lifetime.ts";
import type { Child, ChildMessage } from "../../dev/child.ts";
import { followObjects } from "../../dev/view/follow-objects.ts";
import { linkOperator } from "../../dev/view/operator-link.ts";
import { serveView } from "../../dev/view/serve-view.ts";
import { ViewModel } from "../../dev/view/view-model.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { reportVariable, type ReportRequest, type TracedRun } from "../../kube/operator-report.ts";
import { recordedCallsFile } from "../../kube/recorded-calls.ts";
import { sensitiveFieldsOf } from "../../kube/sensitive-fields.ts";
import type { Context } from "../context.ts";
import { openObjectSource } from "../explain/object-source.ts";
import { writeViewFile } from "./view-file.ts";

/** What `run` sees of its operator, and shows. */
export interface RunView {
  readonly model: ViewModel;
  /** Variables that make the operator report. */
  readonly environment: Readonly<Record<string, string>>;
  /** The project's definitions, which say what must not be shown. */
  defined(crds: readonly CustomResourceDefinition[]): void;
  /** A process of the operator has begun; its messages go to {@link receive}. */
  started(child: Pick<Child, "send" | "exited">): void;
  receive(message: ChildMessage): void;
  close(): Promise<void>;
}

/** Opens the view of a run: it can be asked by `explain` from now on, and with `ui` looked at in a browser. */
export async function openRunView(options: {
  readonly root: string;
  readonly kubeconfig: string;
  readonly ui: boolean;
  /** Gets runs that are over. */
  readonly onRuns: (runs: readonly TracedRun[]) => void;
  readonly context: Context;
}): Promise<RunView> {
  const { root, kubeconfig, ui, onRuns, context } = options;
  const { clock, note } = context;
  const ending = new AbortController();
  expectManyListeners(ending.signal); // one for each kind
  const model = new ViewModel({ clock });
  const source = openObjectSource(kubeconfig);
  const followed = followObjects(model, { source, clock, signal: ending.signal });
  let child: Pick<Child, "send"> | undefined;
  // a process may stand by for a version that is not written yet
  const sensitiveFile = join(root, ".kubewright", "sensitive.json");
  const request: ReportRequest = { calls: join(root, recordedCallsFile), channel: true, sensitiveFile };
  const { ask, receive } = linkOperator(model, {
    clock,
    send: (question) => child?.send({ ...question }),
    onHello: followed.greet,
  });
  const token = randomBytes(24).toString("base64url");
  const server = await serveView({ model, ask, token, page: ui, clock });
  const forget = await writeViewFile(root, { url: `http://127.0.0.1:${server.port}`, token });
  if (ui) note(`what it does is shown at ${server.url}`);
  return {
    model,
    environment: { [reportVariable]: JSON.stringify(request) },
    defined(crds) {
      const sensitive = sensitiveFieldsOf(crds);
      writeFileSync(sensitiveFile, JSON.stringify(sensitive));
      model.sensitive = sensitive;
    },
    started(started) {
      child = started;
      void started.exited.then(() => {
        if (child === started) model.state = "stopped";
      });
    },
    receive(message) {
      receive(message);
      if (message.type === "runs") onRuns((message as unknown as { runs: readonly TracedRun[] }).runs);
    },
    async close() {
      ending.abort();
      source.close();
      await Promise.all([server.close(), forget(), followed.ended()]);
    },
  };
}
