import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBuiltInSchemas } from "../../../../../src/k8s/built-in.ts";
import { goFieldName } from "../../../../../src/sandbox/http/protobuf/go-field-name.ts";
import { decodeProtobuf } from "../../../../../src/sandbox/http/protobuf/decode-protobuf.ts";
import { envelope, message } from "./message.ts";

/* Messages that end too early, or of which a byte is another one, and what kube-apiserver 1.36.3 said of them. */
interface Recorded {
  readonly of: string;
  readonly hex: string;
  readonly error: string;
}
const recorded = readFileSync(join(import.meta.dirname, "../../../../golden/protobuf/words.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Recorded);
const schemas = readBuiltInSchemas();

test.each(recorded)("$of: $error", ({ hex, error }) => {
  expect(() => decodeProtobuf(Buffer.from(hex, "hex"), schemas)).toThrow(error);
});

test("fields that are not known are passed over, groups with what is in them", () => {
  const group = Buffer.from([0xa3, 0x06, 0x08, 0x01, 0xa4, 0x06]);
  const raw = Buffer.concat([message([1, message([1, "a"])]), group, message([4, 1])]);
  expect(decodeProtobuf(envelope("v1", "ConfigMap", raw), schemas)).toMatchObject({
    metadata: { name: "a" },
    immutable: true,
  });
  const open = Buffer.concat([raw, Buffer.from([0xa3, 0x06, 0x08, 0x01])]);
  expect(() => decodeProtobuf(envelope("v1", "ConfigMap", open), schemas)).toThrow("unexpected EOF");
});

test.each([
  ["apiVersion", "APIVersion"],
  ["uid", "UID"],
  ["clusterIPs", "ClusterIPs"],
  ["ips", "IPs"],
  ["ipFamilies", "IPFamilies"],
  ["image", "Image"],
  ["seLinuxOptions", "SELinuxOptions"],
  ["httpGet", "HTTPGet"],
  ["os", "OS"],
  ["fsType", "FSType"],
  ["lastState", "LastTerminationState"],
  ["x-kubernetes-list-map-keys", "XListMapKeys"],
  ["$ref", "Ref"],
  ["ttlSecondsAfterFinished", "TTLSecondsAfterFinished"],
  ["identity", "Identity"],
])("%s is %s in Go", (json, go) => {
  expect(goFieldName(json)).toBe(go);
});
