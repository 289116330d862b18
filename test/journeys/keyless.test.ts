import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { awsOnly } from '../support/in-aws.js'
import { run, useStages } from '../support/program.js'

const stage = useStages()

test('a role of AWS and no key: plan and apply act for the administrator, and what vouched for us is printed nowhere', async () => {
  const { dir, env, endpoints, requests } = await stage()
  const example = await readFile('examples/google-workspace-keyless.yaml', 'utf8')
  const local = example.replace('customer: my_customer', `customer: my_customer\n    endpoint: ${endpoints['google'] ?? ''}`).replace('idpscim@example.com', 'admin@example.com')
  await writeFile(join(dir, 'keyless.yaml'), local)
  const aws = { ...awsOnly(env), IDPSCIM_EXAMPLE_ENDPOINT: endpoints['scim'] ?? '' }
  const idpscim = (...args: string[]) => run([...args, '--config-file', 'keyless.yaml', '--debug'], { cwd: dir, env: { ...aws, AWS_SESSION_TOKEN: 'the-session-token-of-a-lambda' } })

  const runs = [await idpscim('validate'), await idpscim('plan'), await idpscim('apply', 'plan.json'), await idpscim('plan', '--detailed-exitcode')]

  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0])
  expect((await requests()).filter(({ api }) => api === 'google-token').map(({ operation }) => operation)).toEqual(['sts.token', 'signJwt', 'token', 'sts.token', 'signJwt', 'token'])
  const said = runs.map(({ stdout, stderr }) => stdout + stderr).join('\n')
  for (const secret of [env['AWS_SECRET_ACCESS_KEY'] ?? '', 'the-session-token-of-a-lambda', 'ya29.', 'eyJ']) expect(said).not.toContain(secret)

  const elsewhere = await run(['plan', '--config-file', 'keyless.yaml'], { cwd: dir, env: { ...aws, AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) } })
  expect(elsewhere.code).toBe(1)
  expect(elsewhere.stderr).toMatch(/workload identity\s+federation does not let us in/)
})
