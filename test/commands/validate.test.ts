import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../support/program.js'
import { temporaryFolder } from '../support/temporary-folder.js'

test('validate reads the files of a source that is files, and tells what is wrong with them, without any network', async () => {
  const cwd = await temporaryFolder()
  await cp('examples/people', join(cwd, 'people'), { recursive: true })
  await cp('examples/files.yaml', join(cwd, 'files.yaml'))
  await writeFile(join(cwd, 'scim-token'), 'a-token')
  const members = join(cwd, 'people', 'members.csv')
  const validate = (...flags: string[]) => run(['validate', '--config-file', 'files.yaml', ...flags], { cwd, env: { IDPSCIM_EXAMPLE_ENDPOINT: 'https://scim.eu-west-1.amazonaws.com/x/scim/v2/' } })

  const right = await validate()
  await writeFile(members, `${await readFile(members, 'utf8')}AWS Platform,ghost@example.com\n`)
  const doubtful = await validate('--json')
  await writeFile(members, `${await readFile(members, 'utf8')}AWS Plattform,ghost@example.com\n`)
  const wrong = await validate()

  expect([right.code, doubtful.code, wrong.code]).toEqual([0, 0, 1])
  expect(right.stdout).toMatch(/files \(file\): 4 users, 2 groups and 6 memberships in 3 files/)
  expect(JSON.parse(doubtful.stdout)).toMatchObject({ valid: true, sources: [{ held: { files: 3, users: 4 } }], findings: [{ code: 'outside-organisation', summary: expect.stringContaining('people/members.csv:5:14') as string }] })
  expect(wrong.stderr).toMatch(/people\/members\.csv:6:1: the group "AWS Plattform" is in none of the files/)
})
