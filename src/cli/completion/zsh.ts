/** Completion for zsh: by its own completion system, descriptions included. */
import { choices, type CompletionFlag, type CompletionTree, grouped, quoted, valuedFlags } from './tree.js'

export function zshCompletion(tree: CompletionTree): string {
  const name = `_${tree.bin}`
  return `#compdef ${tree.bin}
# Completion of ${tree.bin} for zsh: source it after compinit, or keep it as ${name} in a folder of $fpath.
${name}() {
  local at='' word='' skip='' flag=$words[CURRENT-1] i
  local -a next flags
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ -n $skip ]]; then skip=''
    else
      case $word in
        ${valuedFlags(tree).join('|')}) skip=1 ;;
        -*) ;;
        *) ${name}_knows "$at\${at:+ }$word" && at="$at\${at:+ }$word" ;;
      esac
    fi
  done
  # --format=js completes behind its equals sign.
  if [[ $PREFIX == --*=* ]]; then
    flag=\${PREFIX%%=*}
    compset -P '*='
    skip=1
  fi
  case "$at $flag" in
${grouped(choices(tree), ({ values }) => values.map(quoted).join(' ')).map(({ of, body }) => `    ${of.flatMap(({ path, flag }) => [`--${flag.long}`, ...(flag.short === undefined ? [] : [`-${flag.short}`])].map((typed) => quoted(`${path} ${typed}`))).join('|')}) compadd -- ${body}; return ;;`).join('\n')}
  esac
  if [[ -n $skip ]]; then
    _files
    return
  fi
  case $at in
${grouped(tree.nodes, ({ next, flags }) => `next=(${next.map(({ word, summary }) => entry(word, summary)).join(' ')})\n      flags=(${flags.map(flagEntry).join(' ')})`).map(({ of, body }) => `    ${of.map(({ path }) => quoted(path)).join('|')})\n      ${body} ;;`).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then _describe -o option flags
  elif ((\${#next})); then _describe command next
  else _files
  fi
}
${name}_knows() {
  case $1 in
    ${tree.nodes.filter(({ path }) => path !== '').map(({ path }) => quoted(path)).join('|')}) return 0 ;;
  esac
  return 1
}
if [[ $funcstack[1] == ${name} ]]; then ${name} "$@"
else compdef ${name} ${tree.bin}
fi
`
}

function flagEntry({ long, summary }: CompletionFlag): string {
  return entry(`--${long}`, summary)
}

/** A colon parts the word from its description. */
function entry(word: string, summary: string): string {
  return quoted(summary === '' ? word : `${word}:${summary}`)
}
