import { expect, test } from "vitest";
import { maskObjects } from "../../../src/cli/mask-objects.ts";

const secret = (token: string) => ({
  ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "s" } },
  data: { token, same: "c2FtZQ==" },
});
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: "vaults.a.com",
    annotations: { "kubewright.dev/sensitive-fields": '{"v1":[["spec","password"]]}' },
  },
  spec: { group: "a.com", names: { kind: "Vault" }, versions: [{ name: "v1" }] },
};

test("values of Secrets have marks, equal ones the same, changed ones another", () => {
  const [before, after] = [secret("b25lb25l"), secret("dHdvdHdv")];
  const mask = maskObjects([before, after]);
  expect(mask(before)).toMatchObject({ data: { token: "<masked 1>", same: "<masked 2>" } });
  expect(mask(after)).toMatchObject({ data: { token: "<masked 3>", same: "<masked 2>" } });
  expect(before.data.token).toBe("b25lb25l");
});

test("fields that a definition among the objects calls sensitive, also where another object repeats them", () => {
  const vault = {
    ...{ apiVersion: "a.com/v1", kind: "Vault", metadata: { name: "v" } },
    spec: { password: "swordfish", size: 1 },
  };
  const config = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "c" },
    data: { url: "u:swordfish@h" },
  };
  const mask = maskObjects([config, vault, definition]);
  expect(mask(vault)).toMatchObject({ spec: { password: "<masked 1>", size: 1 } });
  expect(mask(config)).toMatchObject({ data: { url: "u:<masked>@h" } });
  expect(mask(definition)).toEqual(definition);
});
