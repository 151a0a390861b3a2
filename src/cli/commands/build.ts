import { defineCommand } from "../define-command.ts";
import { defaultBase } from "../image/image-defaults.ts";
import { imageOptions } from "../image/image-options.ts";

export const build = defineCommand({
  name: "build",
  group: "Images",
  summary: "the operator's image",
  description:
    "Bundles src/main.ts with everything that it imports into dist/main.js, and puts that onto a base: with docker, podman or buildah by " +
    "Dockerfile.host, or, with --oci, by itself into an archive that they and containerd load. There the same sources on the same base give the same digest; " +
    "$SOURCE_DATE_EPOCH is the time in it. What the image is made of is written beside it (CycloneDX).",
  examples: [
    {
      line: "kubewright build --image registry.example.com/memcached:v0.1.0",
      summary: "With the first engine that works here",
    },
    {
      line: "kubewright build --image registry.example.com/memcached:v0.1.0 --platform linux/amd64,linux/arm64 --push",
      summary: "For two platforms, sent to the registry",
    },
    {
      line: "kubewright build --image memcached:v0.1.0 --oci dist/image.tar --platform linux/amd64,linux/arm64",
      summary: "Without an engine",
    },
    {
      line: "kubewright build --oci dist/image.tar --base ./rootfs",
      summary: "Without an engine and without a registry, onto a folder that has node",
    },
    { line: "kubewright build --bundle-only", summary: "Only dist/main.js" },
  ],
  options: {
    ...imageOptions,
    oci: { type: "string", value: "FILE", summary: "write an archive, with no engine" },
    platform: {
      type: "string",
      value: "PLATFORMS",
      summary: "for example linux/amd64,linux/arm64; by default this machine's",
    },
    base: {
      type: "string",
      value: "BASE",
      summary: `the image to put it onto, with --oci also a folder or an archive, or one for each platform (amd64=…,arm64=…); by default ${defaultBase}`,
    },
    file: { type: "string", value: "FILE", summary: "for an engine; by default Dockerfile.host" },
    push: { type: "boolean", summary: "have the engine send the image to its registry, too" },
    sbom: {
      type: "string",
      value: "FILE",
      summary:
        "where to write what the image is made of; by default beside the archive, else dist/sbom.cdx.json",
    },
    bundleOnly: { type: "boolean", summary: "make no image" },
    minify: { type: "boolean", default: true, summary: "leave names and lines of the code as they are" },
  },
  args: {},
  load: async () => (await import("./build.body.ts")).runBuild,
});
