/** Completion for fish 3 and newer, descriptions included. */
import { type CompletionFlag, type CompletionNode, type CompletionTree, grouped, valuedFlags } from './tree.js'

export function fishCompletion(tree: CompletionTree): string {
  const at = `__${tree.bin}_at`
  const line = (paths: readonly string[], what: string) => `complete -c ${tree.bin} -n ${quoted(`${at} ${paths.map((path) => quoted(path)).join(' ')}`)} ${what}`
  const next = grouped(tree.nodes.flatMap(({ path, next: words }) => words.map((one) => ({ path, one }))), ({ one: { word, summary } }) => `-a ${quoted(word)}${described(summary)}`)
  const flags = grouped(tree.nodes.flatMap((node: CompletionNode) => node.flags.map((flag) => ({ path: node.path, flag }))), ({ flag }) => flagWords(flag))
  return `# Completion of ${tree.bin} for fish: keep it as ~/.config/fish/completions/${tree.bin}.fish, or source it.
function ${at} --description 'Whether the command so far is one of these'
    set -l path ''
    set -l skip ''
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip ''
            continue
        end
        switch $word
            case ${valuedFlags(tree).map(quoted).join(' ')}
                set skip 1
            case '-*'
            case '*'
                set -l longer (string trim -- "$path $word")
                contains -- $longer ${tree.nodes.filter(({ path }) => path !== '').map(({ path }) => quoted(path)).join(' ')}; and set path $longer
        end
    end
    contains -- "$path" $argv
end
${next.map(({ of, body }) => line(of.map(({ path }) => path), `-f ${body}`)).join('\n')}
${flags.map(({ of, body }) => line(of.map(({ path }) => path), body)).join('\n')}
`
}

function flagWords({ long, short, summary, values }: CompletionFlag): string {
  const takes = values === undefined ? '' : values.length === 0 ? ' -r' : ` -x -a ${quoted(values.join(' '))}`
  return `-l ${long}${short === undefined ? '' : ` -s ${short}`}${takes}${described(summary)}`
}

function described(summary: string): string {
  return summary === '' ? '' : ` -d ${quoted(summary)}`
}

/** Within fish's single quotes a backslash and a quote are escaped. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`
}
