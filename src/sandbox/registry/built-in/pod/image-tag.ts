const domain =
  "(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const path = `${component}(?:/${component})*`;
const digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
const reference = new RegExp(`^((?:${domain}/)?${path})(?::([\\w][\\w.-]{0,127}))?(?:@(${digest}))?$`);

/**
 * The tag of an image: `latest` where it names neither tag nor digest, nothing where it cannot be read. Follows ParseImageName of
 * k8s.io/kubernetes/pkg/util/parsers, by the grammar of github.com/distribution/reference.
 */
export function imageTag(image: string): string {
  if (/^[a-f0-9]{64}$/.test(image)) return "";
  const match = reference.exec(normalized(image));
  if (!match || (match[1] ?? "").length > 255) return "";
  const [, , tag = "", sum = ""] = match;
  return tag || sum ? (isKnownDigest(sum) ? tag : "") : "latest";
}

/** Short names are of Docker Hub; the rest of a name has no capital letters. */
function normalized(image: string): string {
  const slash = image.indexOf("/");
  const first = image.slice(0, slash);
  const hasDomain =
    slash >= 0 && (/[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first);
  const rest = hasDomain ? image.slice(slash + 1) : image;
  const name = rest.includes(":") ? rest.slice(0, rest.indexOf(":")) : rest;
  if (name.toLowerCase() !== name) return "";
  return hasDomain ? image : `docker.io/${slash < 0 ? "library/" : ""}${image}`;
}

function isKnownDigest(sum: string): boolean {
  if (sum === "") return true;
  const lengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };
  const [algorithm = "", hex = ""] = sum.split(":");
  return lengths[algorithm] === hex.length && /^[a-f0-9]+$/.test(hex);
}
