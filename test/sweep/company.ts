/** A company before and after a reorganisation that has everything in it, and the target as it stands in between. */
import type { SourceGroup, SourceUser } from '../../src/model/snapshot.js'
import type { State } from '../../src/model/state.js'
import type { TargetGroup, TargetUser } from '../../src/model/snapshot.js'
import { access, account, later, NOON, person, settled, team, type Source } from '../support/story.js'
import { FINGERPRINT } from './scim-far.js'

const staff = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal']
const joiners = ['ned', 'ola', 'pia', 'ron', 'sue', 'tom', 'una', 'wes']

const OLD: Source = {
  people: [...staff, 'rex', 'sam', 'vic'].map((name) => person(name)),
  teams: [team('Alpha', ['ann', 'bob', 'cat', 'rex']), team('Beta', ['dan', 'eve', 'fay', 'sam']), team('Gamma', ['gus', 'hal', 'vic']), team('Delta', ['ann', 'gus'])],
  at: later(-60),
}

/** Ann and Bob, and Alpha and Beta, take each other's names; Cat's former name goes to somebody new. */
export const NEW: Source = {
  people: people(),
  teams: teams(),
}

function people(): SourceUser[] {
  return [
    person('ann', { mail: 'bob@example.com' }),
    person('bob', { mail: 'ann@example.com' }),
    person('cat', { mail: 'catherine@example.com' }),
    person('dan', { draft: { ...person('dan').draft, title: 'Head of Everything' } }),
    person('eve', { suspended: true }),
    person('gus'),
    person('hal', { draft: { ...person('hal').draft, displayName: 'Hal von Doe' } }),
    person('sam'),
    person('kit', { mail: 'cat@example.com' }),
    person('max'),
    person('oli'),
    ...joiners.map((name) => person(name)),
  ]
}

function teams(): SourceGroup[] {
  const renamed = (group: SourceGroup, name: string): SourceGroup => ({ ...group, name, record: { name } })
  return [
    renamed(team('Alpha', ['ann', 'cat', 'kit', 'ned', 'ola']), 'Beta'),
    renamed(team('Beta', ['dan', 'eve', 'sam', 'pia', 'ron']), 'Alpha'),
    team('Gamma', ['gus', 'bob', 'max', 'oli']),
    team('Guild', ['gus', 'hal', 'oli', 'sue']),
    team('Omega', ['ann', 'bob', 'cat', 'tom', 'una', 'wes']),
    team('Sigma', ['kit', ...joiners]),
  ]
}

const before = settled({ ...OLD }, undefined, { now: later(-60) })

/** Others have been at the target since: Dan was renamed, Zed joined Alpha, Gus was put out of Gamma, Vic was deleted. */
export const SEED = {
  users: [
    ...before.target.users.filter(({ id }) => id !== 't-vic').map(drifted),
    account('max'),
    account('oli', { externalId: 'id-oli' }),
    account('zed', { externalId: 'anothers' }),
  ].map(({ id, attributes }: TargetUser) => ({ id, ...attributes })),
  groups: [...before.target.groups.map(withDrift), access('Guild', ['gus'])].map(({ id, attributes, members = [] }: TargetGroup) => ({
    id,
    ...attributes,
    members: members.filter((member) => member !== 't-vic').map((member) => ({ id: member })),
  })),
}

function drifted(user: TargetUser): TargetUser {
  const { id, attributes } = user
  if (id === 't-dan') return { id, attributes: { ...attributes, displayName: 'Somebody Else' } }
  if (id === 't-rex' || id === 't-sam') return { id, attributes: { ...attributes, active: false } }
  return user
}

function withDrift(group: TargetGroup): TargetGroup {
  const { attributes, members = [] } = group
  if (attributes.displayName === 'Alpha') return { ...group, members: [...members.filter((id) => id !== 't-rex'), 't-zed'] }
  if (attributes.displayName === 'Gamma') return { ...group, members: members.filter((id) => id !== 't-gus') }
  return group
}

/** Rex left long ago and is due; Sam left too, and is back. */
export const STATE: State = state()

function state(): State {
  if (before.state === undefined) throw new Error('the story has no state')
  const { users, groups, ...rest } = before.state
  const left = (due: number) => ({ since: later(-40), due: later(due) })
  return {
    ...rest,
    target: FINGERPRINT,
    users: users.map((user) => {
      if (user.targetId === 't-rex') return { ...user, attributes: { ...user.attributes, active: false }, deletion: left(-10) }
      if (user.targetId === 't-sam') return { ...user, attributes: { ...user.attributes, active: false }, deletion: left(5) }
      return user
    }),
    groups: groups.map((group) => ({ ...group, members: group.members.filter((key) => key !== 'rex@example.com') })),
  }
}

export const AT = Date.parse(NOON)
