import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Diagnosis } from '../../src/operations/doctor.js'
import { company, range } from '../support/company.js'
import { unspeakable } from '../support/in-aws.js'
import { run, useStages } from '../support/program.js'

const stage = useStages()
const seed = company(2, { Ops: range(0, 2) })

describe('idpscim doctor', () => {
  test('a stack with its state in S3 and its credentials in Secrets Manager is ready; a secret that may not be read is named, and what needs it is skipped', async () => {
    const { idpscim, setFaults, credentials } = await stage({ seed, inAws: true })

    const ready = await idpscim('doctor')
    await setFaults([{ api: 'secretsmanager', operation: 'GetSecretValue', kind: 'error', status: 403, at: 1 }])
    const ailing = await idpscim('doctor', '--json')
    const { healthy, checks } = JSON.parse(ailing.stdout) as Diagnosis

    expect([ready.code, ready.stderr]).toEqual([0, ''])
    expect(ready.stdout).toMatch(/^Stack \w+ is ready to plan: \d+ of \d+ checks ok, 1 that nobody tells\.$/m)
    expect([ailing.code, healthy]).toEqual([1, false])
    const failed = checks.filter(({ status }) => status === 'failed')
    expect(failed).toHaveLength(1)
    expect(failed[0]?.check).toMatch(/^secret /)
    expect(failed[0]?.remedies.join()).toContain('secretsmanager:GetSecretValue')
    expect(checks.filter(({ status }) => status === 'skipped').map(({ says }) => says)).toEqual([`needs the ${failed[0]?.check ?? ''}`])
    for (const secret of unspeakable(credentials ?? { serviceAccount: '{"private_key":""}', subject: '', endpoint: 'http://x/', token: 'x' })) expect(ready.stdout + ailing.stdout).not.toContain(secret)
  })

  test('a configuration that cannot be used is 64, before anybody is asked', async () => {
    const { dir, requests } = await stage({ seed })
    await writeFile(join(dir, 'bad.yaml'), 'version: 1\nsources: [{type: google, subjekt: a@example.com}]\ntarget: {type: scim}\n')

    const { code, stdout } = await run(['doctor', '--config-file', 'bad.yaml'], { cwd: dir })

    expect([code, stdout]).toEqual([64, ''])
    expect(await requests()).toEqual([])
  })
})
