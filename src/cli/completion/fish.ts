import type { Completions, OptionCompletion } from "./completions.ts";

/** A script for fish 3. */
export function fishScript(table: readonly Completions[]): string {
  const paths = table.map(({ path }) => path).filter((path) => path !== "");
  return `# fish completion of kubewright; for example: kubewright completion fish > ~/.config/fish/completions/kubewright.fish
function __kubewright_at --description "Whether the command so far is this one"
    set --local path ""
    for word in (commandline --tokenize --cut-at-cursor --current-process)[2..-1]
        string match --quiet -- "--" $word; and return 1
        string match --quiet -- "-*" $word; and continue
        set --local longer (string trim -- "$path $word")
        contains -- $longer ${paths.map(quote).join(" ")}; or break
        set path $longer
    end
    test "$path" = "$argv[1]"
end
complete --command kubewright --no-files
${table.flatMap(linesOf).join("\n")}
`;
}

function linesOf({ path, words, options, files }: Completions): string[] {
  const start = `complete --command kubewright --condition ${quote(`__kubewright_at ${quote(path)}`)}`;
  return [
    ...words.map(
      ({ word, summary }) => `${start} --arguments ${quote(word)} --description ${quote(summary)}`,
    ),
    ...(files ? [`${start} --force-files`] : []),
    ...options.map((option) => `${start} ${optionLine(option)}`),
  ];
}

function optionLine({ flag, summary, takes }: OptionCompletion): string {
  const long = `--long-option ${flag.replace(/^--/, "")} --description ${quote(summary)}`;
  if (!takes) return long;
  const values = takes.words.length > 0 ? ` --arguments ${quote(takes.words.join(" "))}` : "";
  return `${long} ${takes.files ? "--require-parameter --force-files" : "--exclusive"}${values}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
