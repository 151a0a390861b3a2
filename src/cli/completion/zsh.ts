import type { Completions, OptionCompletion, Suggestion } from "./completions.ts";

/** A script for zsh 5: to be evaluated after compinit, or as the file _kubewright in a folder of $fpath. */
export function zshScript(table: readonly Completions[]): string {
  const paths = table.map(({ path }) => path).filter((path) => path !== "");
  return `#compdef kubewright
# zsh completion of kubewright; for example in ~/.zshrc, after compinit: eval "$(kubewright completion zsh)"
_kubewright() {
  local at="" word index previous="\${words[CURRENT-1]}" wants=""
  local -a offered
  for ((index = 2; index < CURRENT; index++)); do
    word="\${words[index]}"
    case "$word" in (--) return ;; (-*) continue ;; esac
    case "\${at:+$at }$word" in
      (${paths.map((path) => quote(path)).join("|")}) at="\${at:+$at }$word" ;;
      (*) break ;;
    esac
  done
  if [[ "\${words[CURRENT]}" == --*=* ]]; then
    previous="\${words[CURRENT]%%=*}"
    compset -P '*='
  fi
  case "$at:$previous" in
${table.flatMap(valueCases).join("\n")}
    (*)
      case "$at" in
${table.map(pathCase).join("\n")}
      esac
      ;;
  esac
  (( \${#offered} )) && _describe -t words kubewright offered
  [[ -n "$wants" ]] && _files
  return 0
}
if [[ "\${funcstack[1]}" == _kubewright ]]; then _kubewright "$@"; else compdef _kubewright kubewright; fi
`;
}

function valueCases({ path, options }: Completions): string[] {
  return options.flatMap(({ flag, takes }) =>
    takes
      ? [
          `    (${quote(`${path}:${flag}`)}) ${offer(
            takes.words.map((word) => ({ word, summary: "" })),
            takes.files,
          )} ;;`,
        ]
      : [],
  );
}

function pathCase({ path, words, options, files }: Completions): string {
  const flags = options.map(({ flag, summary }: OptionCompletion) => ({ word: flag, summary }));
  return `        (${quote(path)}) if [[ "\${words[CURRENT]}" == -* ]]; then ${offer(flags, false)}; else ${offer(words, files)}; fi ;;`;
}

function offer(suggestions: readonly Suggestion[], files: boolean): string {
  const entries = suggestions.map(({ word, summary }) => quote(summary === "" ? word : `${word}:${summary}`));
  return `offered=(${entries.join(" ")})${files ? " wants=files" : ""}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
