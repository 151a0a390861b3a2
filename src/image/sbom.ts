import { createHash } from "node:crypto";
import type { BundledPackage } from "./bundled-packages.ts";

/** What an image is made of. */
export interface Contents {
  /** The image's name, with its tag. */
  readonly image: string;
  readonly project: { readonly name: string; readonly version: string };
  readonly packages: readonly BundledPackage[];
  /** Where the base is known: its name, its digest if it has one, and its Node. */
  readonly base?: { readonly name: string; readonly digest?: string; readonly nodeVersion?: string };
  readonly toolVersion: string;
  /** Seconds since 1970, where SOURCE_DATE_EPOCH gives them: otherwise the document has no time. */
  readonly epoch?: number;
}

/** A bill of materials as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json) has it. The same contents give the same document. */
export function renderSbom(contents: Contents): string {
  const { image, project, packages, base, toolVersion, epoch } = contents;
  const main = `pkg:npm/${purlName(project.name)}@${project.version}`;
  const components = [...(base ? baseComponents(base) : []), ...packages.map(packageComponent)];
  const document = {
    metadata: {
      ...(epoch === undefined ? {} : { timestamp: new Date(epoch * 1000).toISOString() }),
      tools: { components: [{ type: "application", name: "kubewright", version: toolVersion }] },
      component: {
        type: "container",
        "bom-ref": "image",
        name: image,
        components: [{ type: "application", "bom-ref": main, name: project.name, version: project.version }],
      },
    },
    components,
    dependencies: [
      { ref: "image", dependsOn: [main, ...components.map((component) => component["bom-ref"])].sort() },
    ],
  };
  const head = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
  };
  return `${JSON.stringify({ ...head, serialNumber: serialNumber(JSON.stringify(document)), version: 1, ...document }, null, 2)}\n`;
}

interface Component {
  readonly type: string;
  readonly "bom-ref": string;
  readonly [key: string]: unknown;
}

function packageComponent({ name, version, license, sha512 }: BundledPackage): Component {
  const purl = `pkg:npm/${purlName(name)}@${encodeURIComponent(version)}`;
  const [, group, local = name] = /^(@[^/]+)\/(.*)$/.exec(name) ?? [];
  return {
    type: "library",
    "bom-ref": purl,
    ...(group === undefined ? {} : { group }),
    name: local,
    version,
    purl,
    ...(license === undefined ? {} : { licenses: [licenseOf(license)] }),
    ...(sha512 === undefined ? {} : { hashes: [{ alg: "SHA-512", content: sha512 }] }),
  };
}

/** An identifier of SPDX, an expression of several, or whatever else the package says. */
function licenseOf(license: string): unknown {
  if (/ (OR|AND|WITH) /.test(license)) return { expression: license.replace(/^\((.*)\)$/, "$1") };
  return {
    license:
      /^[A-Za-z0-9.+-]+$/.test(license) && license !== "UNLICENSED" ? { id: license } : { name: license },
  };
}

function baseComponents({ name, digest, nodeVersion }: NonNullable<Contents["base"]>): Component[] {
  const hashes =
    digest === undefined ? {} : { hashes: [{ alg: "SHA-256", content: digest.slice("sha256:".length) }] };
  return [
    { type: "container", "bom-ref": "base", name, ...hashes },
    {
      type: "platform",
      "bom-ref": "node",
      name: "node",
      ...(nodeVersion === undefined
        ? {}
        : {
            version: nodeVersion,
            purl: `pkg:generic/node@${nodeVersion}`,
            cpe: `cpe:2.3:a:nodejs:node.js:${nodeVersion}:*:*:*:*:*:*:*`,
          }),
    },
  ];
}

function purlName(name: string): string {
  return name.replace(/^@/, "%40");
}

/** A UUID that follows from the contents (of version 8: made our own way). */
function serialNumber(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
