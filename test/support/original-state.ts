/** The state file that the original program would have left of a sandbox, after it synchronised everybody. */
import type { Seed } from './program.js'

const hash = (text: string) => Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64)

/** By what the sandbox's AWS side holds of objects with an `externalId`; `active` false is left out, as the original does. */
export function originalStateOf({ google, aws }: Seed) {
  const mailOf = new Map(google.groups.map((group) => [group.name, group.email]))
  const users = aws.users.filter(({ externalId }) => typeof externalId === 'string')
  const groups = aws.groups.filter(({ externalId }) => externalId !== undefined).map(({ id, displayName, externalId }) => ({ ipid: externalId, scimid: id, name: displayName, email: mailOf.get(displayName), hashCode: hash(displayName) }))
  const list = (name: string, resources: readonly object[]) => ({ hashCode: hash(name), resources, items: resources.length })
  const rosters = groups.flatMap((group) => {
    const people = aws.groups.find(({ id }) => id === group.scimid)?.members ?? []
    const members = people.flatMap((userName) => users.filter((user) => user.userName === userName)).map(({ id, externalId, userName }) => ({ ipid: externalId, scimid: id, email: userName, status: 'ACTIVE', hashCode: hash(userName) }))
    return members.length === 0 ? [] : [{ group, hashCode: hash(`in ${group.name}`), resources: members, items: members.length }]
  })
  return {
    resources: {
      groups: list('groups', groups),
      users: list(
        'users',
        users.map(({ id, userName, externalId, active, displayName, name, emails, title, userType, ...rest }) => ({
          name,
          ...(rest[ENTERPRISE] === undefined ? {} : { enterpriseData: rest[ENTERPRISE] }),
          hashCode: hash(userName),
          ipid: externalId,
          scimid: id,
          userName,
          displayName,
          ...(title === undefined ? {} : { title }),
          ...(userType === undefined ? {} : { userType }),
          emails,
          ...(active ? { active } : {}),
        })),
      ),
      groupsMembers: list('groupsMembers', rosters),
    },
    schemaVersion: '1.0.0',
    codeVersion: 'v0.45.1',
    lastSync: '2026-01-05T08:00:00Z',
    hashCode: hash('all'),
  }
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
