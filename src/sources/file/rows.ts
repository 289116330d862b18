/** What the files say, row by row, before it is compared with itself; and the shape of the YAML and JSON form. */
import * as z from 'zod'
import type { Place } from '../../diagnostic.js'

const text = z.string({ error: 'must be a text: put quotes around it' }).trim().min(1, { error: 'is empty: leave it out instead' })
const optional = (description: string) => text.optional().meta({ description })
const list = <T extends z.ZodType>(of: T) => z.array(of, { error: 'must be a list; an empty one is written []' })
const map = { error: 'must be a map of keys' }

const id = optional('Immutable: with an id, a renamed one stays the same one. The name, in lower case, unless given')

/** Names are SCIM's, as in the configuration's `mapping.user`. */
export const FileUser = z.strictObject(
  {
    id,
    userName: text.meta({ description: 'The name to sign in with, as the identity provider sends it' }),
    displayName: optional('Given name and family name unless given'),
    name: z
      .strictObject({ givenName: text.optional(), familyName: text.optional(), formatted: text.optional() }, map)
      .optional()
      .meta({ description: 'AWS wants givenName and familyName' }),
    email: optional('The userName unless given, where that is a mail address'),
    phone: optional('Telephone number'),
    title: optional('Job title'),
    userType: optional('Such as Employee or Contractor'),
    nickName: optional('Casual name'),
    preferredLanguage: optional('Such as en-GB'),
    locale: optional('Such as en-GB'),
    timezone: optional('Such as Europe/Berlin'),
    enterprise: z
      .strictObject(
        {
          employeeNumber: text.optional(),
          costCenter: text.optional(),
          organization: text.optional(),
          division: text.optional(),
          department: text.optional(),
          manager: text.optional(),
        },
        map,
      )
      .optional()
      .meta({ description: "SCIM's enterprise extension" }),
    active: z.boolean({ error: 'must be true or false' }).default(true).meta({ description: 'false: the person is suspended' }),
  },
  map,
)
export type FileUser = z.output<typeof FileUser>

const Nested = z.strictObject({ group: text.meta({ description: 'displayName of a group in these files, all whose members are members here' }) }, map)
const Member = z.union([text, Nested], { error: 'must be a userName, or {group: NAME} for a nested group' })

export const FileGroup = z.strictObject(
  {
    id,
    displayName: text.meta({ description: "The group's name, once in all files of the source" }),
    description: optional('For readers, and for mapping.group'),
    members: list(Member).default([]).meta({ description: 'userNames of people in these files, and {group: NAME} for nested groups' }),
  },
  map,
)
export type FileGroup = z.output<typeof FileGroup>

export const DirectoryFile = z
  .strictObject(
    {
      $schema: z.string().optional().meta({ description: 'For editors' }),
      users: list(FileUser).default([]).meta({ description: 'People' }),
      groups: list(FileGroup).default([]).meta({ description: 'Groups and their members' }),
    },
    { error: 'must be a map with users, groups, or both' },
  )
  .meta({ title: 'idpscim people and groups', description: 'A file of the source type `file`: people and groups under review in Git' })

/** Where a row's field stands; the row itself without one. */
export interface Placed {
  place: (field?: string) => Place
}

export interface UserRow extends Placed {
  user: FileUser
}

export interface GroupRow extends Placed {
  group: Omit<FileGroup, 'members'>
}

/** One member of one group, by names. */
export interface MemberRow extends Placed {
  group: string
  member: string
  type: 'user' | 'group'
}

export interface Rows {
  users: UserRow[]
  groups: GroupRow[]
  members: MemberRow[]
}
