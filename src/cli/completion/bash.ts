/** Completion for bash 3.2 and newer, without bash-completion's helpers. */
import { choices, type CompletionTree, grouped, quoted, valuedFlags } from './tree.js'

export function bashCompletion(tree: CompletionTree): string {
  const name = `_${tree.bin}`
  return `# Completion of ${tree.bin} for bash: source it, or keep it where bash-completion looks.
${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path='' word='' skip='' next='' flags='' i
  COMPREPLY=()
  # The equals sign breaks words: --format=js is three of them.
  if [[ $cur == '=' ]]; then cur=''
  elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $skip ]]; then
      [[ $word == '=' ]] || skip=''
    else
      case $word in
        ${valuedFlags(tree).join('|')}) skip=1 ;;
        -*|=) ;;
        *) ${name}_knows "$path\${path:+ }$word" && path="$path\${path:+ }$word" ;;
      esac
    fi
  done
  case "$path $prev" in
${grouped(choices(tree), ({ values }) => values.join(' ')).map(({ of, body }) => `    ${of.flatMap(({ path, flag }) => [`--${flag.long}`, ...(flag.short === undefined ? [] : [`-${flag.short}`])].map((typed) => quoted(`${path} ${typed}`))).join('|')}) COMPREPLY=($(compgen -W ${quoted(body)} -- "$cur")); return ;;`).join('\n')}
  esac
  case $prev in
    ${valuedFlags(tree).join('|')}) return ;;
  esac
  case $path in
${grouped(tree.nodes, ({ next, flags }) => `next=${quoted(next.map(({ word }) => word).join(' '))} flags=${quoted(flags.map(({ long }) => `--${long}`).join(' '))}`).map(({ of, body }) => `    ${of.map(({ path }) => quoted(path)).join('|')}) ${body} ;;`).join('\n')}
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  else COMPREPLY=($(compgen -W "$next" -- "$cur"))
  fi
}
${name}_knows() {
  case $1 in
    ${tree.nodes.filter(({ path }) => path !== '').map(({ path }) => quoted(path)).join('|')}) return 0 ;;
  esac
  return 1
}
# What is left open is a file's name.
complete -o bashdefault -o default -F ${name} ${tree.bin}
`
}
