import { expect, test } from "vitest";
import { listTemplates, renderTemplate } from "../../../src/scaffold/templates.ts";

test("a name that the context lacks is an error that names template and name", () => {
  expect(() => renderTemplate("project/src/main.ts.hbs", {})).toThrowError(
    /project\/src\/main\.ts\.hbs.*"projectName" not defined/s,
  );
  expect(() => renderTemplate("project/Dockerfile.hbs", {})).toThrowError(/"vendored" not defined/);
});

test("nothing is escaped", () => {
  expect(renderTemplate("project/src/main.ts.hbs", { projectName: `<&'"` })).toContain(`<&'"`);
});

test("a file that is no template is copied, braces and all", () => {
  expect(renderTemplate("project/Makefile", {})).toContain("$(MAKEFILE_LIST)");
});

test("a leading underscore is a dot, in folders too, and .hbs is gone", () => {
  const targets = listTemplates("project").map(({ target }) => target);
  expect(targets).toEqual(
    expect.arrayContaining([".gitignore", ".github/workflows/test.yml", "package.json", "Makefile"]),
  );
  expect(targets.filter((target) => /(^|\/)_|\.hbs$/.test(target))).toEqual([]);
});
