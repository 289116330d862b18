/** Documents of the original program, invented. */

export const hash = (digit: string) => digit.repeat(64)

export const OPERATORS = { ipid: 'g-77', scimid: 'aaaa1111-0000-4000-8000-000000000001', name: 'Cloud Operators', email: 'cloud-operators@corp.test', hashCode: hash('2') }

export const NOOR = {
  name: { formatted: 'Noor Vega', familyName: 'Vega', givenName: 'Noor' },
  enterpriseData: { costCenter: 'K-9', department: 'Platform', manager: { value: 'lead@corp.test' } },
  hashCode: hash('4'),
  ipid: 'u-4711',
  scimid: 'bbbb2222-0000-4000-8000-000000000002',
  userName: 'noor@corp.test',
  displayName: 'Noor Vega',
  title: 'SRE',
  userType: 'admin#directory#user',
  emails: [{ value: 'noor@corp.test', primary: true }],
  active: true,
}

export const NOOR_IN = { ipid: NOOR.ipid, scimid: NOOR.scimid, email: 'noor@corp.test', status: 'ACTIVE', hashCode: hash('7') }

export interface Parts {
  groups?: readonly object[]
  users?: readonly object[]
  groupsMembers?: readonly object[]
}

/** As the original writes it; what is not given is what it wrote for one group of one person. */
export function aDocument({ groups = [OPERATORS], users = [NOOR], groupsMembers = [{ group: OPERATORS, hashCode: hash('6'), resources: [NOOR_IN], items: 1 }] }: Parts = {}) {
  const list = (digit: string, resources: readonly object[]) => ({ hashCode: hash(digit), resources, items: resources.length })
  return {
    resources: { groups: list('1', groups), users: list('3', users), groupsMembers: list('5', groupsMembers) },
    schemaVersion: '1.0.0',
    codeVersion: 'v0.45.1',
    lastSync: '2026-01-05T08:00:00Z',
    hashCode: hash('8'),
  }
}
