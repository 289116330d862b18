/** A company of any size as a sandbox seed: people `p000@…`, and groups of them. */

export function company(size: number, groups: Readonly<Record<string, readonly number[]>>, aws: object = {}) {
  const people = Array.from({ length: size }, (_, index) => `p${String(index).padStart(3, '0')}`)
  return {
    google: {
      domain: 'example.com',
      users: people.map((name, index) => ({ id: String(100_000_000_000_000_000_000n + BigInt(index)), primaryEmail: `${name}@example.com`, name: { givenName: name, familyName: 'Doe' } })),
      groups: Object.entries(groups).map(([name, members]) => ({
        id: `g${name.toLowerCase()}`,
        name: `AWS-${name}`,
        email: `aws-${name.toLowerCase()}@example.com`,
        members: members.map((index) => `${people[index] ?? ''}@example.com`),
      })),
    },
    aws: { users: [], groups: [], ...aws },
  }
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}
