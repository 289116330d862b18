import { describe, expect, test } from 'vitest'
import { FULL, google, lines, loadFull, refused } from './desk.js'

const withKeys = (keys: string) => FULL.replace('type: google\n', `type: google\n    ${keys}\n`)

describe('what a source of type google selects', () => {
  test('groups and people by list, and people in no group by query', async () => {
    const config = await loadFull(withKeys("groups: {include: ['aws-*@corp.test']}\n    users: {exclude: [robot@corp.test]}\n    include_users: all\n    users_filter: [orgUnitPath=/Eng]"))

    expect(google(config)).toMatchObject({
      groups: { include: ['aws-*@corp.test'], exclude: [] },
      users: { include: [], exclude: ['robot@corp.test'] },
      includeUsers: 'all',
      usersFilter: ['orgUnitPath=/Eng'],
    })
  })

  test('is everybody in groups where nothing is said', async () => {
    const source = google(await loadFull(FULL))

    expect(source).toMatchObject({ includeUsers: 'grouped', usersFilter: [] })
    expect(source).not.toHaveProperty('groups')
  })

  test('a filter that would have no effect is an error', async () => {
    expect(lines(await refused(loadFull(withKeys('users_filter: [isAdmin=true]')))).map((one) => one.replace(/^\d+:\d+ /, ''))).toEqual([
      'sources[0].users_filter chooses among people who are in no group, and none of them are included | Write include_users: all beside it, or take users_filter out.',
    ])
  })
})
