import type { JsonObject } from "../../../../base/json.ts";
import { fill, fillEmpty, objectAt, objectsAt } from "../defaulting.ts";
import { imageTag } from "./image-tag.ts";
import { roundResources } from "./round-resources.ts";

/** What empty texts of sources become. */
const texts: Readonly<Record<string, JsonObject>> = {
  iscsi: { iscsiInterface: "default" },
  rbd: { pool: "rbd", user: "admin", keyring: "/etc/ceph/keyring" },
  scaleIO: { storageMode: "ThinProvisioned", fsType: "xfs" },
};

/** What sources are given where they leave it out. */
const values: Readonly<Record<string, JsonObject>> = {
  secret: { defaultMode: 0o644 },
  configMap: { defaultMode: 0o644 },
  downwardAPI: { defaultMode: 0o644 },
  projected: { defaultMode: 0o644 },
  hostPath: { type: "" },
  azureDisk: { cachingMode: "ReadWrite", fsType: "ext4", readOnly: false, kind: "Shared" },
};

/** Follows SetDefaults_Volume of k8s.io/kubernetes/pkg/apis/core/v1/defaults.go and those of the sources. */
export function defaultVolume(volume: JsonObject): void {
  const sources = Object.keys(volume).filter((key) => key !== "name" && volume[key] !== undefined);
  if (sources.length === 0) volume.emptyDir = {};
  for (const [key, defaults] of Object.entries(values)) {
    const source = objectAt(volume, key);
    if (source) fill(source, defaults);
  }
  for (const [key, defaults] of Object.entries(texts)) {
    const source = objectAt(volume, key);
    if (source) fillEmpty(source, defaults);
  }
  const image = objectAt(volume, "image");
  if (image)
    fillEmpty(image, {
      pullPolicy: imageTag(String(image.reference ?? "")) === "latest" ? "Always" : "IfNotPresent",
    });
  defaultProjected(objectAt(volume, "projected"));
  defaultFiles(objectAt(volume, "downwardAPI"));
  const claim = objectAt(objectAt(objectAt(volume, "ephemeral"), "volumeClaimTemplate"), "spec");
  if (claim) {
    fill(claim, { volumeMode: "Filesystem" });
    roundResources(objectAt(claim, "resources"));
  }
}

function defaultProjected(projected: JsonObject | undefined): void {
  for (const source of objectsAt(projected, "sources")) {
    const token = objectAt(source, "serviceAccountToken");
    if (token) fill(token, { expirationSeconds: 3600 });
    defaultFiles(objectAt(source, "downwardAPI"));
  }
}

function defaultFiles(source: JsonObject | undefined): void {
  for (const item of objectsAt(source, "items")) {
    const reference = objectAt(item, "fieldRef");
    if (reference) fillEmpty(reference, { apiVersion: "v1" });
  }
}
