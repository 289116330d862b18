// SCIMMY (npm), which knows SCIM and keeps nothing, on a store of our own: two maps, and names that only one may hold.
// Arguments: the folder that SCIMMY is installed in, the port, the token. PUT /content replaces what is held.
import { createRequire } from 'node:module'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

const [folder, port, token] = process.argv.slice(2)
const require = createRequire(join(folder, 'package.json'))
const express = require('express')
const SCIMMY = require('scimmy')
const SCIMMYRouters = require('scimmy-routers').default ?? require('scimmy-routers')

const held = { users: new Map(), groups: new Map() }
const refuse = (status, type, detail) => {
  throw new SCIMMY.Types.Error(status, type, detail)
}
const plain = (value) => JSON.parse(JSON.stringify(value))
const fold = (text) => text?.toLowerCase()

function uniqueUser(id, user) {
  const claims = (one) => [fold(one.userName), one.externalId && `id ${one.externalId}`, ...(one.emails ?? []).map(({ value }) => `mail ${fold(value)}`)].filter(Boolean)
  const taken = new Set([...held.users.values()].filter((one) => one.id !== id).flatMap(claims))
  if (claims(user).some((claim) => taken.has(claim))) refuse(409, 'uniqueness', 'taken')
}

function uniqueGroup(id, group) {
  if ([...held.groups.values()].some((one) => one.id !== id && fold(one.displayName) === fold(group.displayName))) refuse(409, 'uniqueness', 'taken')
}

function declare(Resource, map, check) {
  SCIMMY.Resources.declare(Resource)
    .ingress((resource, data) => {
      const body = plain(data)
      if (resource.id !== undefined && !map.has(resource.id)) refuse(404, null, `there is no ${resource.id}`)
      const id = resource.id ?? randomUUID()
      check(id, body)
      map.set(id, { ...body, id })
      return map.get(id)
    })
    .egress((resource) => {
      if (resource.id !== undefined) return map.get(resource.id) ?? refuse(404, null, `there is no ${resource.id}`)
      const all = [...map.values()]
      return resource.filter === undefined ? all : resource.filter.match(all)
    })
    .degress((resource) => {
      if (!map.delete(resource.id)) refuse(404, null, `there is no ${resource.id}`)
      for (const [id, group] of held.groups) held.groups.set(id, { ...group, members: group.members?.filter(({ value }) => value !== resource.id) })
    })
}

declare(SCIMMY.Resources.User, held.users, uniqueUser)
declare(SCIMMY.Resources.Group, held.groups, (id, group) => {
  uniqueGroup(id, group)
  for (const { value } of group.members ?? []) if (!held.users.has(value)) refuse(404, null, `there is no ${value}`)
})
SCIMMY.Schemas.User.extend(SCIMMY.Schemas.EnterpriseUser, false)

const app = express()
app.put('/content', express.json({ limit: '50mb' }), (request, response) => {
  for (const kind of ['users', 'groups']) {
    held[kind].clear()
    for (const one of request.body[kind] ?? []) held[kind].set(one.id, one)
  }
  response.sendStatus(204)
})
app.use(
  '/scim',
  new SCIMMYRouters({
    type: 'bearer',
    handler: (request) => {
      if (request.header('Authorization') !== `Bearer ${token}`) throw new Error('who are you?')
      return 'the test'
    },
  }),
)
app.listen(Number(port), '127.0.0.1')
