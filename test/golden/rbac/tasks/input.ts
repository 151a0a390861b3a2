import { controller, resource, type CustomResource } from "kubewright";
import { Job } from "kubewright/k8s/batch/v1";
import { Pod, Secret } from "kubewright/k8s/core/v1";

export interface Database extends CustomResource<{ host: string }> {}
export const Database = resource<Database>({ group: "example.com", version: "v1", kind: "Database" });
export interface Silent extends CustomResource<{ host: string }> {}
export const Silent = resource<Silent>({ group: "silent.example.com", version: "v1", kind: "Silent" });

// what a timer and a daemon call counts as in a handler, and so do the events that they record
export const databases = controller(Database)
  .timer("backup", { every: "1h" }, async ({ client, events }) => {
    await client.create(Job, { metadata: { generateName: "backup-" } });
    events.normal("BackedUp", "a backup was begun");
  })
  .daemon(
    "tunnel",
    async ({ client, object }) => {
      await client.get(Secret, { name: object.spec.host });
    },
    { restartOn: ({ spec }) => spec.host },
  );

export const silent = controller(Silent).daemon("watch", async ({ client }) => {
  await client.list(Pod);
});
