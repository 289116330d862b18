/** What every source must keep: one suite, run on each of them over a wire that has accidents. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isIdpscimError } from '../../src/errors.js'
import type { SourceSnapshot } from '../../src/model/snapshot.js'
import type { Source, SourceRequest } from '../../src/sources/source.js'

export interface Person {
  /** What `SourceUser.label` shall be. */
  mail: string
  suspended?: boolean
  archived?: boolean
}

export interface Team {
  name: string
  /** Mails of people, names of teams, or mails that nobody in the organisation has. */
  members: readonly string[]
}

export type Listing = 'users' | 'groups' | 'members'

export interface Accident {
  listing: Listing
  kind: 'throttle' | 'error' | 'reset' | 'truncate-body' | 'drop-page' | 'repeat-page'
  /** The first request that is struck, from 1; then `times` of them (default: one). Without it, all that `rate` draws. */
  at?: number
  times?: number
  rate?: number
  status?: number
}

/** One directory behind a wire, and the accidents that befall it. */
export interface SourceWorld {
  /** Statuses with which the vendor asks to slow down. */
  readonly throttles: readonly number[]
  /** Replaces the content, and ends all accidents. Ids stay with mails and names. */
  fill(people: readonly Person[], teams: readonly Team[]): void
  befall(...accidents: Accident[]): void
  /** An adapter that selects every team. */
  source(): Source
  /** Requests for a listing since the last `fill`. */
  requests(listing: Listing): number
  end(): Promise<void>
}

const nobodyKnown: SourceRequest = { known: { users: [], groups: [] } }
const mailsOf = (count: number) => Array.from({ length: count }, (_, n) => `person-${String(n).padStart(4, '0')}@example.com`)
const people = (...mails: string[]): Person[] => mails.map((mail) => ({ mail }))

/** Team by team, who is in it: what a reading says, without ids. */
function membershipsOf({ groups, users }: SourceSnapshot): Record<string, string[]> {
  const labels = new Map(users.map(({ id, label }) => [id, label]))
  return Object.fromEntries(groups.map(({ name, members }) => [name, members.map(({ id }) => labels.get(id) ?? `unknown ${id}`).sort()]))
}

const knownOf = ({ users, groups }: SourceSnapshot): SourceRequest => ({ known: { users: users.map(({ id }) => id), groups: groups.map(({ id }) => id) } })
const contentOf = ({ users, groups, findings }: SourceSnapshot) => ({ users, groups, findings })

async function failure(reading: Promise<SourceSnapshot>): Promise<{ code: string; message: string }> {
  const result = await reading.catch((error: unknown) => error)
  if (!isIdpscimError(result)) throw new Error(`the reading should have failed with words for people: ${result instanceof Error ? (result.stack ?? result.message) : 'it succeeded'}`)
  return { code: result.code, message: result.message }
}

/** `pageOfTeams`: the most that one page of the vendor's list of groups holds. */
export function testSource(name: string, makeWorld: () => Promise<SourceWorld>, { pageOfTeams = 200 } = {}): void {
  describe(name, () => {
    let world: SourceWorld

    beforeAll(async () => {
      world = await makeWorld()
    })
    afterAll(() => world.end())
    beforeEach(() => world.fill([], []))

    describe('a directory of many pages', () => {
      const everybody = mailsOf(1003)
      const manyTeams = Array.from({ length: pageOfTeams + 3 }, (_, n) => ({ name: `team-${String(n).padStart(4, '0')}`, members: n === 7 ? everybody : [] }))
      /** Many of one kind are enough for its own pages. */
      const fills = {
        users: () => world.fill(people(...everybody), [{ name: 'all', members: everybody }]),
        groups: () => world.fill(people('one@example.com'), manyTeams),
      }

      it('is read to its end, each person, team and membership once', async () => {
        world.fill(people(...everybody), manyTeams)

        const snapshot = await world.source().read(nobodyKnown)

        expect(snapshot.users).toHaveLength(1003)
        expect(new Set(snapshot.groups.map(({ id }) => id)).size).toBe(pageOfTeams + 3)
        expect(membershipsOf(snapshot)['team-0007']).toEqual(everybody)
        expect(snapshot.evidence).toMatchObject({ users: 1003, groups: pageOfTeams + 3, memberships: 1003, filter: [] })
        expect(snapshot.evidence.pages).toBe(world.requests('users') + world.requests('groups') + world.requests('members'))
      })

      it.each(['users', 'groups'] as const)('is never believed without a page of its %s', async (listing) => {
        fills[listing]()
        const whole = await world.source().read(nobodyKnown)
        const pages = world.requests(listing)
        expect(pages).toBeGreaterThan(1)

        for (let at = 1; at <= pages; at++) {
          fills[listing]()
          world.befall({ listing, kind: 'drop-page', at })
          const { code } = await failure(world.source().read(knownOf(whole)))
          expect({ at, code }).toEqual({ at, code: 'SourceIncomplete' })
        }
      })

      it.each(['users', 'groups'] as const)('ends, as incomplete, where a page of its %s leads back to itself', async (listing) => {
        fills[listing]()
        await world.source().read(nobodyKnown)
        const pages = world.requests(listing)

        for (let at = 1; at <= pages; at++) {
          fills[listing]()
          world.befall({ listing, kind: 'repeat-page', at, times: 1000 })
          const { code } = await failure(world.source().read(nobodyKnown))
          expect({ at, code }).toEqual({ at, code: 'SourceIncomplete' })
        }
      })
    })

    describe('a team of 450', () => {
      const crowd = mailsOf(450)
      const teams = [{ name: 'crowd', members: crowd }, { name: 'half', members: ['crowd', 'lead@example.com'] }, { name: 'pair', members: crowd.slice(0, 2) }]
      const fill = () => world.fill(people(...crowd, 'lead@example.com'), teams)

      beforeEach(fill)

      it('has them all, and so has the team it is nested in', async () => {
        const memberships = membershipsOf(await world.source().read(nobodyKnown))

        expect(memberships).toEqual({ crowd, half: ['lead@example.com', ...crowd], pair: crowd.slice(0, 2) })
      })

      it('says by which team somebody came in, and sorts members by id', async () => {
        const { groups, users } = await world.source().read(nobodyKnown)
        const half = groups.find(({ name }) => name === 'half')
        const crowdLabel = groups.find(({ name }) => name === 'crowd')?.label
        const lead = users.find(({ label }) => label === 'lead@example.com')?.id

        expect(half?.members.filter(({ via }) => via === undefined)).toEqual([{ id: lead }])
        expect(half?.members.filter(({ via }) => via !== undefined).every(({ via }) => via?.length === 1 && via[0] === crowdLabel)).toBe(true)
        expect(half?.members.map(({ id }) => id)).toEqual(half?.members.map(({ id }) => id).sort())
      })

      it.each(['truncate-body', 'reset', 'error'] as const)('comes whole through one %s at any page', async (kind) => {
        const whole = await world.source().read(nobodyKnown)

        for (const listing of ['users', 'groups', 'members'] as const) {
          fill()
          await world.source().read(nobodyKnown)
          const pages = world.requests(listing)
          for (let at = 1; at <= pages; at++) {
            fill()
            world.befall({ listing, kind, at, ...(kind === 'error' ? { status: 503 } : {}) })
            expect(contentOf(await world.source().read(knownOf(whole)))).toEqual(contentOf(whole))
          }
        }
      })

      it('is read again where a page of members is missing, and refused where it stays missing', async () => {
        const whole = await world.source().read(nobodyKnown)
        const pages = world.requests('members')

        for (let at = 1; at <= pages; at++) {
          fill()
          world.befall({ listing: 'members', kind: 'drop-page', at })
          expect(contentOf(await world.source().read(knownOf(whole)))).toEqual(contentOf(whole))

          fill()
          world.befall({ listing: 'members', kind: 'drop-page', at, times: 1000 })
          expect(await failure(world.source().read(knownOf(whole)))).toMatchObject({ code: 'SourceIncomplete' })
        }
      })

      it('is the same for a client that is told to slow down, in every way the vendor says it', async () => {
        const whole = await world.source().read(nobodyKnown)

        for (const status of world.throttles) {
          fill()
          world.befall(...(['users', 'groups', 'members'] as const).map((listing): Accident => ({ listing, kind: 'throttle', rate: 0.4, status })))
          expect(contentOf(await world.source().read(knownOf(whole)))).toEqual(contentOf(whole))
        }
      })

      it.each(['throttle', 'error', 'reset', 'truncate-body'] as const)('is incomplete when %s never ends', async (kind) => {
        world.befall({ listing: 'members', kind })

        expect(await failure(world.source().read(nobodyKnown))).toMatchObject({ code: 'SourceIncomplete' })
      })
    })

    it('reads a team of ten thousand, nested in another', async () => {
      const everybody = mailsOf(10_000)
      world.fill(people(...everybody), [{ name: 'everybody', members: everybody }, { name: 'above', members: ['everybody'] }])

      const { groups, evidence } = await world.source().read(nobodyKnown)

      expect(groups.map(({ members }) => new Set(members.map(({ id }) => id)).size)).toEqual([10_000, 10_000])
      expect(evidence).toMatchObject({ users: 10_000, memberships: 20_000 })
    })

    describe('a team that may not be read', () => {
      const teams = [{ name: 'alpha', members: ['a@example.com', 'beta'] }, { name: 'beta', members: ['b@example.com'] }]

      it('makes the reading incomplete, by its name', async () => {
        const fill = () => world.fill(people('a@example.com', 'b@example.com'), teams)
        fill()
        await world.source().read(nobodyKnown)
        const pages = world.requests('members')
        expect(pages).toBeGreaterThan(0)

        for (let at = 1; at <= pages; at++) {
          fill()
          world.befall({ listing: 'members', kind: 'error', at, status: 403 })

          const { code, message } = await failure(world.source().read(nobodyKnown))

          expect(code).toBe('SourceIncomplete')
          expect(message).toMatch(/alpha|beta/)
        }
      })
    })

    describe('nesting', () => {
      it('ends in a circle, where everybody is in every team', async () => {
        world.fill(people('a@example.com', 'b@example.com', 'c@example.com'), [
          { name: 'one', members: ['a@example.com', 'two'] },
          { name: 'two', members: ['b@example.com', 'three'] },
          { name: 'three', members: ['c@example.com', 'one'] },
        ])

        const memberships = membershipsOf(await world.source().read(nobodyKnown))

        const all = ['a@example.com', 'b@example.com', 'c@example.com']
        expect(memberships).toEqual({ one: all, two: all, three: all })
      })

      it('counts somebody once who is in by several ways', async () => {
        world.fill(people('a@example.com'), [
          { name: 'top', members: ['a@example.com', 'left', 'right'] },
          { name: 'left', members: ['a@example.com', 'bottom'] },
          { name: 'right', members: ['bottom'] },
          { name: 'bottom', members: ['a@example.com'] },
        ])

        const { groups, users } = await world.source().read(nobodyKnown)

        expect(groups.find(({ name }) => name === 'top')?.members).toEqual([{ id: users[0]?.id }])
        expect(users).toHaveLength(1)
      })
    })

    describe('people', () => {
      it('keep their memberships while suspended or archived, and are marked', async () => {
        world.fill([{ mail: 'gone@example.com', suspended: true }, { mail: 'old@example.com', archived: true }, { mail: 'here@example.com' }], [
          { name: 'team', members: ['gone@example.com', 'old@example.com', 'here@example.com'] },
        ])

        const snapshot = await world.source().read(nobodyKnown)

        expect(membershipsOf(snapshot).team).toEqual(['gone@example.com', 'here@example.com', 'old@example.com'])
        expect(Object.fromEntries(snapshot.users.map(({ label, suspended }) => [label, suspended]))).toEqual({
          'gone@example.com': true,
          'old@example.com': true,
          'here@example.com': false,
        })
      })

      it('who are in no team are left out', async () => {
        world.fill(people('in@example.com', 'out@example.com'), [{ name: 'team', members: ['in@example.com'] }])

        expect((await world.source().read(nobodyKnown)).users.map(({ label }) => label)).toEqual(['in@example.com'])
      })

      it('from outside the organisation become findings, and no members', async () => {
        world.fill(people('in@example.com'), [{ name: 'team', members: ['in@example.com', 'guest@elsewhere.example'] }])

        const snapshot = await world.source().read(nobodyKnown)

        expect(membershipsOf(snapshot)).toEqual({ team: ['in@example.com'] })
        expect(snapshot.findings).toMatchObject([{ code: 'outside-organisation', kind: 'membership', key: 'team' }])
        expect(snapshot.findings[0]?.summary).toContain('guest@elsewhere.example')
        expect(snapshot.groups[0]).not.toHaveProperty('gainsOnly')
      })

      it('who left are gone once a single read has said so', async () => {
        world.fill(people('stays@example.com', 'leaves@example.com'), [{ name: 'team', members: ['stays@example.com', 'leaves@example.com'] }, { name: 'old', members: [] }])
        const before = await world.source().read(nobodyKnown)
        world.fill(people('stays@example.com'), [{ name: 'team', members: ['stays@example.com'] }])

        const after = await world.source().read(knownOf(before))

        expect(membershipsOf(after)).toEqual({ team: ['stays@example.com'] })
        expect(after.findings).toEqual([])
      })
    })

    it('leaves names as they are: case, composition, spaces and other scripts', async () => {
      const names = ['Équipe Été', 'E\u0301quipe decomposed', 'ΣΊΣΥΦΟΣ', '開発チーム 🚀', 'MiXeD Case', "O'Brien & \"sons\""]
      world.fill(people('MiXeD.Case@example.com'), names.map((one) => ({ name: one, members: ['MiXeD.Case@example.com'] })))

      const snapshot = await world.source().read(nobodyKnown)

      expect(snapshot.groups.map((group) => group.name).sort()).toEqual([...names].sort())
      expect(snapshot.users.map(({ label }) => label)).toEqual(['MiXeD.Case@example.com'])
    })

    it('reads an empty directory as empty, and leaves the judgement to others', async () => {
      const snapshot = await world.source().read(nobodyKnown)

      expect(contentOf(snapshot)).toEqual({ users: [], groups: [], findings: [] })
    })

    it('gives the same twice', async () => {
      world.fill(people(...mailsOf(20)), [{ name: 'b', members: mailsOf(20) }, { name: 'a', members: ['b'] }])

      const source = world.source()

      expect(contentOf(await source.read(nobodyKnown))).toEqual(contentOf(await source.read(nobodyKnown)))
    })
  })
}
