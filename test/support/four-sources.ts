/** One company in four places: Ada is in all of them, Ben in two, everybody else in one. */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const mail = (name: string) => `${name}@example.com`

export const FOUR = {
  google: {
    domain: 'example.com',
    users: [
      { primaryEmail: mail('admin'), name: { givenName: 'The', familyName: 'Admin' }, isAdmin: true },
      { primaryEmail: mail('ada'), name: { givenName: 'Ada', familyName: 'Obi' }, organizations: [{ title: 'Engineer', primary: true }] },
      { primaryEmail: mail('ben'), name: { givenName: 'Ben', familyName: 'Castillo' } },
      { primaryEmail: mail('gus'), name: { givenName: 'Gus', familyName: 'Fring' } },
    ],
    groups: [
      { name: 'AWS-Admins', email: 'aws-admins@example.com', members: [mail('ada')] },
      { name: 'AWS-Dev', email: 'aws-dev@example.com', members: [mail('ben'), mail('gus')] },
    ],
  },
  entra: {
    domain: 'contoso.com',
    users: [
      { userPrincipalName: 'eve@contoso.com', displayName: 'Eve Adams', givenName: 'Eve', surname: 'Adams' },
      { userPrincipalName: 'mona@contoso.com', displayName: 'Mona Lisa', givenName: 'Mona', surname: 'Lisa' },
      { userPrincipalName: mail('ada'), displayName: 'Ada of Contoso', givenName: 'Ada', surname: 'Contoso' },
    ],
    groups: [{ displayName: 'AWS-Audit', members: ['eve@contoso.com', 'mona@contoso.com', mail('ada')] }],
  },
  github: {
    org: 'acme',
    members: [{ login: 'ada-gh', name: 'Ada Hub' }, { login: 'ben-gh', name: 'Ben Hub' }, { login: 'hal', name: 'Hal Hub' }],
    teams: [{ name: 'Platform', members: ['ada-gh', 'ben-gh'] }, { name: 'On Call', members: ['hal', 'ben-gh'] }],
    samlIdentityProvider: { externalIdentities: [{ login: 'ada-gh', samlIdentity: { nameId: mail('ada') } }, { login: 'ben-gh', samlIdentity: { nameId: mail('ben') } }, { login: 'hal', samlIdentity: { nameId: mail('hal') } }] },
  },
  aws: { users: [{ userName: 'by-hand@example.com' }], groups: [{ displayName: 'Made by hand', members: ['by-hand@example.com'] }] },
}

/** The example in a sandbox's folder, as it is but for the addresses of the emulators and their administrator; with the people of the examples, Ada among them, and Gus by name alone. */
export async function writeFourSources(dir: string, endpoints: Readonly<Record<string, string>>): Promise<string> {
  const local = (await readFile('examples/four-sources.yaml', 'utf8'))
    .replace('    customer: my_customer', `    customer: my_customer\n    endpoint: ${endpoints['google'] ?? ''}`)
    .replace('idpscim@example.com', 'admin@example.com')
    .replace('    tenant: contoso.com', `    tenant: contoso.com\n    endpoint: ${endpoints['graph'] ?? ''}\n    authority: ${new URL(endpoints['graph-token'] ?? '').origin}`)
    .replace('    organization: acme', `    organization: acme\n    endpoint: ${endpoints['github'] ?? ''}`)
  await cp('examples/people', join(dir, 'people'), { recursive: true })
  await writeFile(join(dir, 'people', 'more.csv'), 'userName,name.givenName,name.familyName\nada@example.com,Ada,Files\n')
  await writeFile(join(dir, 'people', 'more-members.csv'), 'group,member\nAWS Break Glass,ada@example.com\nAWS Break Glass,gus@example.com\n')
  const file = join(dir, 'four.yaml')
  await writeFile(file, local)
  return file
}
