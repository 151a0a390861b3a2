import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { anchorsOf, proseOf, type Page } from "./pages.ts";
import { root } from "./source-files.ts";

/** Links of a page to files and headings that are not there; addresses on the web are not tried. */
export function brokenLinks(page: Page, pages: readonly Page[]): string[] {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path ? posix.join(posix.dirname(page.path), path) : page.path;
    const known = pages.find((candidate) => candidate.path === target);
    if (!known) return !existsSync(join(root, target)) || anchor !== undefined;
    return anchor !== undefined && !anchorsOf(known).includes(anchor);
  });
}
