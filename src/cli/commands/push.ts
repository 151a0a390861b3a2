import { defineCommand } from "../define-command.ts";
import { imageOptions } from "../image/image-options.ts";

export const push = defineCommand({
  name: "push",
  group: "Images",
  summary: "the operator's image to its registry",
  description:
    "Sends what kubewright build has put into the store of docker, podman or buildah, as it is there.",
  examples: [
    {
      line: "kubewright push --image registry.example.com/memcached:v0.1.0",
      summary: "With the first engine that works here",
    },
  ],
  options: {
    ...imageOptions,
  },
  args: {},
  load: async () => (await import("./push.body.ts")).runPush,
});
