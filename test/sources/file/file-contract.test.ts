import { foldKey } from '../../../src/model/json.js'
import { createFileSource } from '../../../src/sources/file/file-source.js'
import type { Files } from '../../../src/sources/file/files.js'
import { testSource, type Accident, type Listing, type Person, type Team } from '../../contracts/source-contract.js'
import { createVirtualClock } from '../../support/virtual-clock.js'
import { diskError, memoryFiles } from './files-in-memory.js'

/**
 * A page is a file: people and groups in CSV by the hundreds, members by group. What befalls files: the disk is too busy for the moment
 * (`throttle`, and `error` with a status above 499), the connection to it is lost (`reset`), a read ends early (`truncate-body`, and a missing
 * page of members), a file is gone (a missing page of the rest), forbidden (403), or there a second time under another name (`repeat-page`).
 */
testSource('the file source keeps the contract', () => {
  const clock = createVirtualClock()
  let contents: Record<string, string> = {}
  let accidents: Accident[] = []
  let reads: string[] = []

  const listingOf = (path: string): Listing => (/^(users|groups|members)/.exec(path)?.[0] ?? 'users') as Listing
  const asked = { users: 0, groups: 0, members: 0 }
  let draws = 1
  const strikes = (path: string): Accident | undefined => {
    const listing = listingOf(path)
    asked[listing] += 1
    return accidents.find(({ listing: struck, at, times = 1, rate }) => {
      if (struck !== listing) return false
      if (rate !== undefined) return (draws = (draws * 48_271) % 2_147_483_647) / 2_147_483_647 < rate
      return at === undefined || (asked[listing] >= at && asked[listing] < at + times)
    })
  }
  const disk = (): Files => {
    const files = memoryFiles(contents)
    return {
      ...files,
      read: async (path) => {
        const bytes = await files.read(path)
        reads.push(path)
        const accident = strikes(path)
        switch (accident?.kind) {
          case undefined:
            return bytes
          case 'throttle':
            throw diskError('EAGAIN', path)
          case 'reset':
            throw diskError('ECONNRESET', path)
          case 'error':
            throw diskError(accident.status === 403 ? 'EACCES' : 'EIO', path)
          case 'truncate-body':
            return bytes.subarray(0, bytes.length - 1)
          case 'drop-page':
            if (accident.listing === 'members') return bytes.subarray(0, 0)
            throw diskError('ENOENT', path)
          case 'repeat-page':
            return bytes
        }
      },
    }
  }

  return Promise.resolve({
    throttles: [429],
    fill: (people, teams) => {
      contents = written(people, teams)
      accidents = []
      reads = []
      Object.assign(asked, { users: 0, groups: 0, members: 0 })
    },
    befall: (...all) => {
      accidents = all
      Object.assign(asked, { users: 0, groups: 0, members: 0 })
    },
    source: () => {
      for (const { kind, listing, at = 1 } of accidents) {
        const [path, text] = Object.entries(contents).filter(([one]) => listingOf(one) === listing)[at - 1] ?? []
        if (kind === 'repeat-page' && path !== undefined) contents = { ...contents, [path.replace('.csv', ' (copy).csv')]: text ?? '' }
      }
      return createFileSource({ name: 'people', paths: Object.keys(contents), base: '/', includeUsers: 'grouped', clock, files: disk() })
    },
    requests: (listing) => reads.filter((path) => listingOf(path) === listing).length,
    end: () => Promise.resolve(),
  })
})

const HUNDREDS = { users: 500, groups: 100, members: 200 }

function written(people: readonly Person[], teams: readonly Team[]): Record<string, string> {
  const names = new Set(teams.map(({ name }) => foldKey(name)))
  const quoted = (...values: string[]) => values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')
  const files: Record<string, string> = {}
  const pages = (listing: Listing, header: string, rows: string[], name = '') => {
    for (let page = 0; page * HUNDREDS[listing] < Math.max(rows.length, 1); page++) {
      files[`${listing}${name}-${String(page).padStart(2, '0')}.csv`] = [header, ...rows.slice(page * HUNDREDS[listing], (page + 1) * HUNDREDS[listing])].map((row) => `${row}\n`).join('')
    }
  }
  pages('users', 'userName,name.givenName,name.familyName,active', people.map(({ mail, suspended, archived }) => quoted(mail, 'Some', 'Body', String(suspended !== true && archived !== true))))
  pages('groups', 'displayName', teams.map(({ name }) => quoted(name)))
  for (const [index, { name, members }] of teams.entries()) {
    const rows = members.map((member) => quoted(name, member, names.has(foldKey(member)) ? 'group' : 'user'))
    pages('members', 'group,member,type', rows, `-${String(index).padStart(3, '0')}-${/^[a-z-]+$/.test(name) ? name : ''}`)
  }
  return files
}
