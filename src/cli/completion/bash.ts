import type { Completions } from "./completions.ts";

/** A script for bash 3.2 and newer, without the package bash-completion. */
export function bashScript(table: readonly Completions[]): string {
  const paths = table.map(({ path }) => path).filter((path) => path !== "");
  return `# bash completion of kubewright; for example in ~/.bashrc: eval "$(kubewright completion bash)"
_kubewright() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="" path="" index word words="" files=""
  [ "$COMP_CWORD" -gt 0 ] && previous="\${COMP_WORDS[COMP_CWORD-1]}"
  # "=" is a word of its own in --option=value
  if [ "$current" = "=" ]; then current=""
  elif [ "$previous" = "=" ] && [ "$COMP_CWORD" -gt 1 ]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$word" in --) return ;; -*) continue ;; esac
    case "\${path:+$path }$word" in
      ${paths.map((path) => `"${path}"`).join(" | ")}) path="\${path:+$path }$word" ;;
      *) break ;;
    esac
  done
  case "$path:$previous" in
${table.flatMap(valueCases).join("\n")}
    *)
      case "$path" in
${table.map(pathCase).join("\n")}
      esac
      ;;
  esac
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "$current")
  if [ -n "$files" ]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
  fi
}
complete -F _kubewright kubewright
`;
}

function valueCases({ path, options }: Completions): string[] {
  return options.flatMap(({ flag, takes }) =>
    takes ? [`    "${path}:${flag}") ${assign(takes.words, takes.files)} ;;`] : [],
  );
}

/** Options are offered once a hyphen is there: a list of all is long. */
function pathCase({ path, words, options, files }: Completions): string {
  const names = words.map(({ word }) => word);
  const flags = options.map(({ flag }) => flag);
  return `        "${path}") case "$current" in -*) words="${flags.join(" ")}" ;; *) ${assign(names, files)} ;; esac ;;`;
}

function assign(words: readonly string[], files: boolean): string {
  return `words="${words.join(" ")}"${files ? " files=1" : ""}`;
}
