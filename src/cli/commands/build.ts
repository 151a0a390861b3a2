import { engineNames } from "../../cluster/engine/container-engine.ts";
import { defineCommand } from "../define-command.ts";

export const build = defineCommand({
  name: "build",
  group: "Images",
  summary: "the operator's image",
  description:
    "Bundles src/main.ts with everything that it imports into dist/main.js, and puts that into an image: with docker, podman or buildah by " +
    "Dockerfile.host. Nothing is downloaded but the base, by the engine.",
  examples: [
    {
      line: "kubewright build --image registry.example.com/memcached:v0.1.0",
      summary: "With the first engine that works here",
    },
    {
      line: "kubewright build --image registry.example.com/memcached:v0.1.0 --platform linux/amd64,linux/arm64 --push",
      summary: "For two platforms, sent to the registry",
    },
    { line: "kubewright build --bundle-only", summary: "Only dist/main.js" },
  ],
  options: {
    image: {
      type: "string",
      value: "IMAGE",
      summary: "name of the image; by default $IMG, else controller:latest",
    },
    engine: {
      type: "string",
      value: "ENGINE",
      summary: "by default the first that works",
      choices: engineNames,
    },
    platform: {
      type: "string",
      value: "PLATFORMS",
      summary: "for example linux/amd64,linux/arm64; by default the engine's own",
    },
    base: {
      type: "string",
      value: "BASE",
      summary: "the image that it is put onto; by default what Dockerfile.host says",
    },
    file: { type: "string", value: "FILE", summary: "by default Dockerfile.host" },
    push: { type: "boolean", summary: "send the image to its registry, too" },
    bundleOnly: { type: "boolean", summary: "make no image" },
    minify: { type: "boolean", default: true, summary: "leave names and lines of the code as they are" },
  },
  args: {},
  load: async () => (await import("./build.body.ts")).runBuild,
});
