import type { Completions } from "./completions.ts";

/** A script for Windows PowerShell 5 and PowerShell 7. */
export function powershellScript(table: readonly Completions[]): string {
  return `# PowerShell completion of kubewright; for example in $PROFILE: kubewright completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName kubewright -ScriptBlock {
    param($current, $line, $cursor)
    $words = @{
${table.map(({ path, words }) => entry(path, pairs(words))).join("\n")}
    }
    $options = @{
${table.map(({ path, options }) => entry(path, pairs(options.map(({ flag, summary }) => ({ word: flag, summary }))))).join("\n")}
    }
    $values = @{
${table.flatMap(valueLines).join("\n")}
    }
    $path = ''
    $previous = ''
    foreach ($element in ($line.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $cursor) { break }
        $previous = $element.Extent.Text
        if ($previous -eq '--') { return }
        if ($previous.StartsWith('-')) { continue }
        $longer = "$path $previous".Trim()
        if ($options.ContainsKey($longer)) { $path = $longer }
    }
    $found = if ($values.ContainsKey("\${path}:$previous")) { $values["\${path}:$previous"] }
        elseif ($current.StartsWith('-')) { $options[$path] }
        else { $words[$path] }
    foreach ($pair in $found) {
        $word, $summary = $pair
        if ($word -like "$current*") {
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $summary)
        }
    }
}
`;
}

function valueLines({ path, options }: Completions): string[] {
  return options.flatMap(({ flag, summary, takes }) =>
    takes ? [entry(`${path}:${flag}`, pairs(takes.words.map((word) => ({ word, summary }))))] : [],
  );
}

function entry(key: string, value: string): string {
  return `        ${quote(key)} = ${value}`;
}

/** The comma keeps a list of one pair a list. */
function pairs(suggestions: readonly { word: string; summary: string }[]): string {
  return `@(${suggestions.map(({ word, summary }) => `,@(${quote(word)}, ${quote(summary)})`).join("; ")})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
