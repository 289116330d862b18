/** The company that a sandbox holds when nobody brings a seed: about forty people, with the oddities that real directories have. */
import type { Seed } from './seed.js'

/** The filter that fits it: what AWS shall know of. */
export const DEFAULT_GROUPS_FILTER = ['name:AWS*']

type Person = NonNullable<NonNullable<Seed['google']>['users']>[number]

const ENGINEERS = [
  'Ada Obi', 'Ben Castillo', 'Chloe Martin', 'Dmitri Volkov', 'Elena Rossi', 'Farid Haddad', 'Grace Kim', 'Hugo Lindqvist', 'Ines Duarte', 'Jonas Weber',
  'Keiko Tanaka', 'Liam Byrne', 'Maya Patel', 'Noah Fischer', 'Olga Nowak', 'Pedro Santos',
]
const SITE_RELIABILITY = ['Quinn Murphy', 'Rosa Jimenez', 'Sven Eriksen', 'Tara Singh']
const DATA = ['Uma Krishnan', 'Victor Dubois', 'Wanda Zielinska', 'Xavier Moreau', 'Yusuf Demir']
const SECURITY = ['Zoe Papadaki', 'Aaron Levi', 'Bianca Ferrari']
const FINANCE = ['Carl Jensen', 'Diana Popescu', 'Edwin Achebe', 'Freya Olsen']
const PEOPLE_TEAM = ['Gita Rao', 'Henry Walsh', 'Isla Campbell']

const mailOf = (name: string) => `${name.toLowerCase().replace(' ', '.')}@example.com`
const mailsOf = (names: readonly string[]) => names.map(mailOf)

function person(name: string, department: string, title: string, more: Partial<Person> = {}): Person {
  const [givenName = '', familyName = ''] = name.split(' ')
  return {
    primaryEmail: mailOf(name),
    name: { givenName, familyName },
    orgUnitPath: `/${department}`,
    organizations: [{ name: 'Example', title, department, primary: true, type: 'work', costCenter: `CC-${department.slice(0, 3).toUpperCase()}` }],
    ...more,
  }
}

const team = (names: readonly string[], department: string, title: string, manager: string): Person[] =>
  names.map((name) => person(name, department, title, name === manager ? {} : { relations: [{ value: mailOf(manager), type: 'manager' }] }))

const users: Person[] = [
  { ...person('Workspace Admin', 'IT', 'Administrator', { isAdmin: true }), primaryEmail: 'admin@example.com' },
  ...team(ENGINEERS, 'Engineering', 'Engineer', 'Ada Obi'),
  ...team(SITE_RELIABILITY, 'Engineering', 'Site Reliability Engineer', 'Quinn Murphy'),
  ...team(DATA, 'Data', 'Data Engineer', 'Uma Krishnan'),
  ...team(SECURITY, 'Security', 'Security Analyst', 'Zoe Papadaki'),
  ...team(FINANCE, 'Finance', 'Controller', 'Carl Jensen'),
  ...team(PEOPLE_TEAM, 'People', 'People Partner', 'Gita Rao'),
  person('Jack Turner', 'Engineering', 'Engineer', { suspended: true }),
  person('Karla Novak', 'Data', 'Data Engineer', { archived: true }),
  person('Lena Hoffmann', 'Engineering', 'Engineer', {
    aliases: ['lena.schulz@example.com'],
    phones: [{ value: '+44 20 7946 0958', type: 'work', primary: true }],
    addresses: [{ type: 'work', streetAddress: '1 Sample Street', locality: 'London', postalCode: 'N1 9GU', country: 'UK', countryCode: 'GB', primary: true }],
    languages: [{ languageCode: 'en-GB', preference: 'preferred' }],
    externalIds: [{ value: 'E-1042', type: 'organization' }],
  }),
  // A team account that somebody made without a family name: AWS takes no user without one.
  { primaryEmail: 'build-robot@example.com', name: { givenName: 'Build' }, orgUnitPath: '/IT' },
]

const google: NonNullable<Seed['google']> = {
  domain: 'example.com',
  customerId: 'C01example',
  users,
  groups: [
    { email: 'everyone@example.com', name: 'Everyone', description: 'All of the company', members: [{ type: 'CUSTOMER' }] },
    { email: 'engineering@example.com', name: 'Engineering', members: [...mailsOf(ENGINEERS), 'sre@example.com', mailOf('Jack Turner'), 'lena.schulz@example.com'] },
    { email: 'sre@example.com', name: 'Site Reliability', members: mailsOf(SITE_RELIABILITY) },
    { email: 'finance@example.com', name: 'Finance', members: mailsOf(FINANCE) },
    { email: 'people@example.com', name: 'People Team', members: mailsOf(PEOPLE_TEAM) },
    { email: 'aws-admins@example.com', name: 'AWS-Admins', members: [{ email: mailOf('Quinn Murphy'), role: 'OWNER' }, mailOf('Zoe Papadaki'), 'admin@example.com'] },
    { email: 'aws-developers@example.com', name: 'AWS-Developers', members: ['engineering@example.com', 'build-robot@example.com'] },
    { email: 'aws-on-call@example.com', name: 'AWS-On-Call', members: ['sre@example.com', mailOf('Ada Obi')] },
    { email: 'aws-data@example.com', name: 'AWS-Data', members: [...mailsOf(DATA), mailOf('Karla Novak')] },
    { email: 'aws-billing@example.com', name: 'AWS-Billing', members: ['finance@example.com'] },
    { email: 'aws-security-audit@example.com', name: 'AWS-Security-Audit', members: [...mailsOf(SECURITY), 'auditor@partner.example'] },
    { email: 'aws-sandbox@example.com', name: 'AWS-Sandbox', members: [...mailsOf(PEOPLE_TEAM), ...mailsOf(ENGINEERS.slice(0, 4))] },
  ],
}

const awsUser = (userName: string, givenName: string, familyName: string) => ({
  userName,
  displayName: `${givenName} ${familyName}`,
  name: { givenName, familyName },
  emails: [{ value: userName, type: 'work', primary: true }],
  active: true,
})

const aws: NonNullable<Seed['aws']> = {
  users: [
    awsUser('platform@example.com', 'Platform', 'Owner'),
    awsUser('break-glass@example.com', 'Break', 'Glass'),
    // Made by hand before anything was synchronised, so without an externalId: a plan adopts her, and the group below.
    awsUser(mailOf('Ada Obi'), 'Ada', 'Obi'),
  ],
  groups: [
    { displayName: 'AWSControlTowerAdmins', members: ['platform@example.com'] },
    { displayName: 'AWS-Developers', members: [mailOf('Ada Obi')] },
    { displayName: 'Emergency-Access', members: ['break-glass@example.com'] },
  ],
  accounts: [
    { id: '123456789012', name: 'Management' },
    { id: '111122223333', name: 'Production' },
    { id: '444455556666', name: 'Development' },
  ],
  permissionSets: [{ name: 'AdministratorAccess' }, { name: 'PowerUserAccess' }, { name: 'ReadOnlyAccess' }],
  assignments: [
    { account: '123456789012', permissionSet: 'AdministratorAccess', group: 'AWSControlTowerAdmins' },
    { account: '123456789012', permissionSet: 'AdministratorAccess', group: 'Emergency-Access' },
    { account: '111122223333', permissionSet: 'AdministratorAccess', group: 'Emergency-Access' },
    { account: '444455556666', permissionSet: 'PowerUserAccess', group: 'AWS-Developers' },
    { account: '111122223333', permissionSet: 'ReadOnlyAccess', group: 'AWS-Developers' },
  ],
  buckets: ['idpscim-sandbox'],
  kmsKeys: [{ alias: 'idpscim-approval', spec: 'ECC_NIST_P256', state: 'Enabled' }],
}

export const DEFAULT_SEED: Seed = { google, aws }
