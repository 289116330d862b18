/** The steps of examples/github-actions, run as a runner would: bash, the built program, and a `gh` that writes down what it is asked. */
import { spawn } from 'node:child_process'
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { company, range } from '../support/company.js'
import { PROGRAM, useStages, type Stage } from '../support/program.js'

interface Step {
  name?: string
  uses?: string
  run?: string
}
interface Workflow {
  permissions: Record<string, string>
  jobs: Record<'plan' | 'apply', { if: string; permissions: Record<string, string>; environment?: string; steps: Step[] }>
}

const workflow = parse(await readFile('examples/github-actions/idpscim.yml', 'utf8')) as Workflow
const stages = useStages()

/** Gives what a runner's steps see: `gh` keeps each call's words, and the body that it was given, and answers a search with `found`. */
async function runner(made: Stage, found: () => string) {
  const bin = join(made.dir, 'bin')
  await mkdir(bin)
  await symlink(PROGRAM, join(bin, 'idpscim'))
  const answer = join(made.dir, 'found')
  const gh = `#!/usr/bin/env bash\nprintf '%s\\n' "$*" >> '${made.dir}/gh.log'\nfor word in "$@"; do case "$word" in body=@*) cp "\${word#body=@}" '${made.dir}/body.md';; esac; done\nif [[ "$*" == *--paginate* ]]; then cat '${answer}'; fi\n`
  await writeFile(join(bin, 'gh'), gh)
  await chmod(join(bin, 'gh'), 0o755)
  const run = (step: Step) =>
    new Promise<{ code: number | null; output: string }>((done) => {
      const files = { GITHUB_OUTPUT: join(made.dir, 'output'), GITHUB_STEP_SUMMARY: join(made.dir, 'summary.md') }
      // As GitHub runs `run` where no shell is named.
      const child = spawn('bash', ['-e', '-c', step.run ?? ''], { cwd: made.dir, env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: made.dir, GITHUB_REPOSITORY: 'acme/people', PULL: '7', ...files } })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
      child.on('close', (code) => done({ code, output }))
    })
  return async (job: 'plan' | 'apply', name: string) => {
    await writeFile(answer, found())
    const step = workflow.jobs[job].steps.find((one) => one.name === name || one.run === name)
    if (step?.run === undefined) throw new Error(`${job} has no step ${name}`)
    return run(step)
  }
}

describe('the workflow', () => {
  test('takes no right that its job does not need, and no action that could become another', () => {
    const actions = Object.values(workflow.jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses])))

    expect(workflow.permissions).toEqual({})
    expect(workflow.jobs.plan.permissions).toEqual({ contents: 'read', 'id-token': 'write', 'pull-requests': 'write' })
    expect(workflow.jobs.apply.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
    expect(actions.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([])
    expect(workflow.jobs.plan.if).toContain('head.repo.full_name == github.repository')
  })

  test('comments the plan once, changes that comment the next time, and applies after the merge', async () => {
    const made = await stages({ seed: company(4, { Red: [0, 1], Blue: [1, 2, 3] }) })
    let comment = ''
    const step = await runner(made, () => comment)

    const codes = [await step('plan', 'idpscim validate'), await step('plan', 'Plan'), await step('plan', 'Comment')].map(({ code }) => code)
    comment = '4711\n'
    const again = await step('plan', 'Comment')
    const merged = [await step('apply', 'Plan'), await step('apply', 'Summary'), await step('apply', 'Apply')].map(({ code }) => code)

    expect([codes, again.code, merged]).toEqual([[0, 0, 0], 0, [0, 0, 0]])
    const calls = (await readFile(join(made.dir, 'gh.log'), 'utf8')).trim().split('\n').filter((call) => !call.includes('--paginate'))
    expect(calls).toEqual(['api --silent --method POST repos/acme/people/issues/7/comments --field body=@comment.md', 'api --silent --method PATCH repos/acme/people/issues/comments/4711 --field body=@comment.md'])
    const body = await readFile(join(made.dir, 'body.md'), 'utf8')
    expect(body).toMatch(/^<!-- idpscim -->\n/)
    expect(body).toContain('AWS-Red')
    expect(await readFile(join(made.dir, 'summary.md'), 'utf8')).toContain('AWS-Red')
    expect(await readFile(join(made.dir, 'output'), 'utf8')).toBe('code=0\n')
    expect((await made.state()).aws.users).toHaveLength(4)
  }, 60_000)

  test('comments a plan that policy blocks, too, and ends red; an apply of it never begins', async () => {
    const made = await stages({ seed: company(20, { All: range(0, 20) }) })
    await made.idpscim('sync')
    await made.patchState({ google: { groups: [{ id: 'g-all', name: 'AWS-All', email: 'aws-all@example.com', members: ['p000@example.com', 'p001@example.com'] }] } })
    const step = await runner(made, () => '')

    const plan = await step('plan', 'Plan')
    const comment = await step('plan', 'Comment')
    const red = await step('plan', 'Blocked by policy')
    const apply = await step('apply', 'Plan')

    expect([plan.code, comment.code, red.code, apply.code], plan.output).toEqual([0, 0, 3, 3])
    expect(await readFile(join(made.dir, 'output'), 'utf8')).toBe('code=3\n')
    expect(await readFile(join(made.dir, 'body.md'), 'utf8')).toMatch(/blocked/i)
  }, 60_000)
})
