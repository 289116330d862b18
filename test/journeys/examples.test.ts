import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { awsOnly } from '../support/in-aws.js'
import { run, useStages } from '../support/program.js'

const stage = useStages()

describe('the examples', () => {
  test('google-workspace.yaml runs as it is, but for the address of the emulator and its administrator', async () => {
    const { dir, endpoints } = await stage()
    const example = await readFile('examples/google-workspace.yaml', 'utf8')
    const local = example
      .replace('customer: my_customer', `customer: my_customer\n    endpoint: ${endpoints['google'] ?? ''}`)
      .replace('idpscim@example.com', 'admin@example.com')
    await writeFile(join(dir, 'example.yaml'), local)
    const idpscim = (...args: string[]) => run([...args, '--config-file', 'example.yaml'], { cwd: dir, env: { IDPSCIM_EXAMPLE_ENDPOINT: endpoints['scim'] ?? '' } })

    const codes = [(await idpscim('validate')).code, (await idpscim('plan')).code, (await idpscim('apply', 'plan.json')).code, (await idpscim('plan', '--detailed-exitcode')).code]

    expect(codes).toEqual([0, 0, 0, 0])
  })

  test("google-workspace-s3.yaml runs as it is, but for the address of the emulator, on the sandbox's bucket and secrets", async () => {
    const { dir, endpoints, env, objects } = await stage()
    const example = await readFile('examples/google-workspace-s3.yaml', 'utf8')
    await writeFile(join(dir, 'example.yaml'), example.replace('customer: my_customer', `customer: my_customer\n    endpoint: ${endpoints['google'] ?? ''}`))
    const idpscim = (...args: string[]) => run([...args, '--config-file', 'example.yaml'], { cwd: dir, env: awsOnly(env) })

    const codes = [(await idpscim('validate')).code, (await idpscim('plan')).code, (await idpscim('apply', 'plan.json')).code, (await idpscim('plan', '--detailed-exitcode')).code]

    expect(codes).toEqual([0, 0, 0, 0])
    expect(Object.keys(await objects('idpscim-sandbox'))).toContain('staff/state.json')
  })

  test('files.yaml runs as it is, with the people beside it', async () => {
    const { dir, endpoints, state } = await stage()
    await cp('examples/people', join(dir, 'people'), { recursive: true })
    await cp('examples/files.yaml', join(dir, 'example.yaml'))
    const idpscim = (...args: string[]) => run([...args, '--config-file', 'example.yaml'], { cwd: dir, env: { IDPSCIM_EXAMPLE_ENDPOINT: endpoints['scim'] ?? '' } })

    const codes = [(await idpscim('validate')).code, (await idpscim('plan')).code, (await idpscim('apply', 'plan.json')).code, (await idpscim('plan', '--detailed-exitcode')).code]

    expect(codes).toEqual([0, 0, 0, 0])
    const { groups } = (await state()).aws as { groups: { displayName: string; members: unknown[] }[] }
    expect(Object.fromEntries(groups.map(({ displayName, members }) => [displayName, members.length]))).toMatchObject({ 'AWS Break Glass': 3, 'AWS Platform': 1 })
  })
})
