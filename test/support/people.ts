/** Builders of people and groups, complete and all different. */
import type { GroupAttributes } from '../../src/model/group.js'
import type { UserAttributes } from '../../src/model/user.js'

/** The person with this number: `p7@example.com`, whose id in the source is `src-7`. */
export function person(n: number, differing: Partial<UserAttributes> = {}): UserAttributes {
  return {
    userName: `p${n}@example.com`,
    externalId: `src-${n}`,
    displayName: `Person ${n}`,
    name: { familyName: `Family${n}`, givenName: `Given${n}` },
    emails: [{ value: `p${n}@example.com`, type: 'work', primary: true }],
    active: true,
    ...differing,
  }
}

export function crew(n: number, differing: Partial<GroupAttributes> = {}): GroupAttributes {
  return { displayName: `crew-${n}`, externalId: `grp-${n}`, ...differing }
}

export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
