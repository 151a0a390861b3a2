/** The `go` line of a go.mod. */
export function goVersionOf(goMod: string): string | undefined {
  return /^go (\S+)$/m.exec(goMod)?.[1];
}

/** Modules that a go.mod takes from its own `staging` folder: there they have no version of their own. */
export function stagingModules(goMod: string): string[] {
  return [...goMod.matchAll(/^\s*(?:replace\s+)?(\S+) => \.\/staging\/\S+$/gm)].map(
    (match) => match[1] ?? "",
  );
}

/**
 * A go.mod from which the programs of a Kubernetes release can be built. Its staging modules, required at v0.0.0 and
 * replaced by folders that only the repository has, are published as `v0.<minor>.<patch>`.
 */
export function kubernetesGoMod(version: string, upstream: string): string {
  const staging = `v${version.replace(/^1\./, "0.")}`;
  const replaces = stagingModules(upstream).map((name) => `replace ${name} => ${name} ${staging}\n`);
  return (
    goMod("k8s.io/kubernetes", { version: `v${version}`, go: goVersionOf(upstream) }) + replaces.join("")
  );
}

/** A go.mod that requires one module. */
export function goMod(module: string, options: { version: string; go: string | undefined }): string {
  return `module controlplane\n\n${options.go ? `go ${options.go}\n\n` : ""}require ${module} ${options.version}\n\n`;
}
