import { describe, expect, test } from 'vitest'
import { useSandbox } from '../support/world.js'
import { directoryOf, refused } from './google-client.js'

const sandbox = useSandbox()

describe('google, by its own client', () => {
  test('lists the groups that the default filter selects', async () => {
    const running = await sandbox()
    const directory = directoryOf(running)

    const { data } = await directory.groups.list({ customer: 'my_customer', query: 'name:AWS*' })

    expect(data.groups?.map(({ name }) => name)).toEqual(['AWS-Admins', 'AWS-Billing', 'AWS-Data', 'AWS-Developers', 'AWS-On-Call', 'AWS-Sandbox', 'AWS-Security-Audit'])
  })

  test('answers 404 for a group that nobody has', async () => {
    const directory = directoryOf(await sandbox())

    expect(await refused(directory.groups.get({ groupKey: 'nobody@example.com' }))).toMatchObject({
      status: 404,
      reason: 'notFound',
      message: 'Resource Not Found: groupKey',
    })
  })
})
