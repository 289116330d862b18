/** A sync by a crontab: people who are not there hear how it ended. */
import { appendFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { company } from '../support/company.js'
import { useStages, type Stage } from '../support/program.js'

const stages = useStages()
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:idpscim'

interface Topic {
  messages: { subject: string; message: string; attributes: Record<string, string> }[]
}

const published = async ({ state }: Stage) => ((await state()).aws as unknown as { topics: [Topic] }).topics[0].messages

test('tells a topic what was applied and what failed, nothing where nothing happened, and ends as it would have ended', async () => {
  const made = await stages({ seed: company(4, { Red: [0, 1], Blue: [1, 2, 3] }), inAws: true })
  await made.patchState({ aws: { topics: ['idpscim'] } })
  await appendFile(made.configFile, `notify:\n  - {type: sns, topic: '${TOPIC}', on: [applied, failed]}\n`)

  const applied = await made.idpscim('sync')
  const idle = await made.idpscim('sync')
  await made.setFaults([{ api: 'google', kind: 'error', status: 403 }])
  const failed = await made.idpscim('sync')
  const told = await published(made)
  await made.setFaults([])
  await made.patchState({ aws: { topics: null } })
  await made.idpscim('state', 'rm', 'user', 'p000@example.com')
  const untold = await made.idpscim('sync', '--adopt', 'all')

  expect([applied, idle, failed, untold].map(({ code }) => code), untold.stderr).toEqual([0, 0, 1, 0])
  expect(told.map(({ attributes }) => attributes['occasion'])).toEqual(['applied', 'failed'])
  expect(told[0]?.message).toMatch(/8 changes done.*\*\*Applied:\*\*.*\*\*create\*\* user `p000@example\.com`/s)
  expect(told[1]?.subject).toMatch(/^idpscim: sync of \S+ failed: Source\w+$/)
  expect(untold.stderr.replace(/\s+/g, ' ')).toMatch(/warn: the topic arn:aws:sns:us-east-1:123456789012:idpscim could not be told "idpscim: \S+ was changed": Topic does not exist/)
}, 60_000)
