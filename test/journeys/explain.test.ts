import { describe, expect, test } from 'vitest'
import type { GroupExplanation, PersonExplanation } from '../../src/model/explanation.js'
import { awsOnly } from '../support/in-aws.js'
import { run, useStages, type Ended } from '../support/program.js'

const stage = useStages()

/** Branches and wrapping taken out. */
const flat = ({ stdout }: Ended) => stdout.replace(/\s*\n[│├└ ]*/g, ' ')
const TARA = 'tara.singh@example.com'

describe('explain', () => {
  test('names accounts and permission sets through two nested groups, why somebody is not in a group, and when one was lost', async () => {
    const { idpscim: bare, configFile, dir, env, state, patchState, requests, clearRequests } = await stage()
    const idpscim = (...args: string[]) => run([...args, '--config-file', configFile], { cwd: dir, env: { ...awsOnly(env), COLUMNS: '80' } })
    await idpscim('sync', '--adopt', 'keys')
    await clearRequests()

    const told = await idpscim('explain', 'user', TARA, '--group', 'AWS-Billing')

    expect(told.code).toBe(0)
    for (const line of told.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const text = flat(told)
    expect(text).toContain('AWS-Developers: in in workspace: aws-developers@example.com › engineering@example.com › sre@example.com, selected by "name:AWS*"')
    expect(text).toContain('gives ReadOnlyAccess in Production (111122223333) and PowerUserAccess in Development (444455556666)')
    expect(text).toContain('PowerUserAccess in Development (444455556666): by AWS-Developers')
    expect(text).toContain('AWS-Billing: not in; is no member there, neither directly nor through a nested group: aws-billing@example.com in workspace')
    // Of nine groups in the target, her two and the one that was asked for.
    expect((await requests()).filter(({ operation }) => operation === 'ListAccountAssignmentsForPrincipal')).toHaveLength(3)

    const { google } = await state()
    const without = (name: string, person: string) => google.groups.map((group) => (group.name === name ? { ...group, members: group.members.filter((member) => member !== person) } : group))
    await patchState({ google: { groups: without('Site Reliability', TARA) } })
    await idpscim('sync')
    await idpscim('plan', '--impact', '--save-snapshots', 'saved')

    const after = JSON.parse((await idpscim('explain', 'user', TARA, '--json')).stdout) as PersonExplanation
    expect(after.sources).toMatchObject([{ source: 'workspace', selected: false }])
    expect(after.groups.find(({ key }) => key === 'AWS-Developers')).toMatchObject({ standing: 'lacks', why: 'is in workspace, and in no group that is selected there', lost: { at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) as string, reason: 'not members in workspace' } })

    const saved = await bare('explain', 'group', 'AWS-Developers', '--from-snapshots', 'saved', '--json')
    const group = JSON.parse(saved.stdout) as GroupExplanation
    expect(group.gives?.accounts).toMatchObject([{ account: '111122223333', permissionSet: 'ReadOnlyAccess' }, { account: '444455556666', permissionSet: 'PowerUserAccess' }])
    expect(group.members?.find(({ key }) => key === 'quinn.murphy@example.com')?.paths).toMatchObject([{ via: ['engineering@example.com', 'sre@example.com'] }])

    for (const slip of ['ada.obbi@example.com', 'Ada.Obi']) {
      const nobody = await bare('explain', 'user', slip, '--from-snapshots', 'saved')
      expect([nobody.code, nobody.stderr]).toEqual([64, expect.stringContaining('did you mean ada.obi@example.com?')])
    }
  })

  test('says why not: suspended, unmappable, from outside, in no selected group, a group that no filter selects, or protected', async () => {
    const { idpscim } = await stage()
    const why = async (...args: string[]) => flat(await idpscim('explain', ...args))

    expect(await why('user', 'jack.turner@example.com')).toContain('AWS-Developers: not in; jack.turner@example.com is suspended in workspace and not in the target')
    expect(await why('user', 'build-robot@example.com')).toContain('finding (unmappable): build-robot@example.com cannot become a user of the target: it has no usable name.familyName')
    expect(await why('user', 'auditor@partner.example')).toContain('AWS-Security-Audit: not in; auditor@partner.example is a member of aws-security-audit@example.com, but no user')
    expect(await why('user', 'ada.obi@example.com', '--group', 'Engineering')).toContain('Engineering: not in; engineering@example.com in workspace is left out: the filter "name:AWS*" does not select it')
    const left = await why('group', 'People Team')
    expect(left).toContain('people@example.com, id ')
    expect(left).toContain('not selected by the filter')
    expect(left).toContain('gita.rao@example.com: directly')
    const tower = await why('group', 'AWSControlTowerAdmins')
    expect(tower).toContain('policy: protected by its name, never changed by this stack')
    expect(tower).toContain('not known: What groups give in AWS was not asked: there are no AWS credentials in the environment.')
  })
})
