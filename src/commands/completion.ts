/** `completion`: the script that makes a shell complete commands and flags. */
import { string } from '@oclif/core/args'
import { BaseCommand } from '../cli/base-command.js'
import { EXIT } from '../cli/exit.js'

export default class Completion extends BaseCommand {
  static override usage = 'completion bash|zsh|fish'
  static override summary = 'Print the script that completes commands and flags in your shell'
  static override description = `It is for this version: print it anew after an update.

bash: in ~/.bashrc, source <(<%= config.bin %> completion bash)
zsh:  in ~/.zshrc, after compinit, source <(<%= config.bin %> completion zsh)
fish: <%= config.bin %> completion fish > ~/.config/fish/completions/<%= config.bin %>.fish`
  static override examples = ['source <(<%= config.bin %> completion bash)', '<%= config.bin %> completion fish > ~/.config/fish/completions/<%= config.bin %>.fish']
  static override args = { shell: string({ required: true, options: ['bash', 'zsh', 'fish'], description: 'bash, zsh or fish' }) }

  protected override async perform(): Promise<number> {
    const { args, flags } = await this.input(Completion)
    const shell = this.open(flags)
    const { completionTree } = await import('../cli/completion/tree.js')
    const tree = completionTree(this.config)
    switch (args.shell) {
      case 'zsh':
        shell.print((await import('../cli/completion/zsh.js')).zshCompletion(tree))
        break
      case 'fish':
        shell.print((await import('../cli/completion/fish.js')).fishCompletion(tree))
        break
      default:
        shell.print((await import('../cli/completion/bash.js')).bashCompletion(tree))
    }
    return EXIT.done
  }
}
