/** Seconds and memory of planning for a large company: `npx tsx test/bench/plan.bench.ts [people] [groups] [memberships]`. */
import { resolveDesired } from '../../src/desired/resolve-desired.js'
import { diff } from '../../src/plan/diff.js'
import { resolved, built, diffInput, EMPTY, perform, person, team, type Source, type World } from '../support/story.js'

const [people = 50_000, groups = 5_000, memberships = 400_000] = process.argv.slice(2).map(Number)

/** `turn` moves one person in a hundred: some leave, some come, some change a title, some change groups. */
function company(turn: number): Source {
  const churned = (index: number) => turn > 0 && index % 100 === 0
  const staff = Array.from({ length: people }, (_, index) => {
    const someone = person(churned(index) && index % 300 === 0 ? `n${index}` : `p${index}`)
    return churned(index) && index % 300 === 100 ? { ...someone, draft: { ...someone.draft, title: 'Director' } } : someone
  })
  const size = Math.floor(memberships / groups)
  const teams = Array.from({ length: groups }, (_, index) => {
    const first = index * 7919 + (churned(index) ? 1 : 0)
    const members = Array.from({ length: size }, (__, place) => ({ id: staff[(first + place * 31) % people]?.id ?? '' }))
    return team(`AWS group ${index}`, [], { members })
  })
  return { people: staff, teams }
}

function measure(name: string, source: Source, world: World) {
  globalThis.gc?.()
  const begun = performance.now()
  const { snapshots, rules } = resolved([source])
  const desired = resolveDesired(snapshots, rules)
  const mapped = performance.now()
  const changes = diff(diffInput(desired, world, {}))
  const compared = performance.now()
  const plan = built({ snapshots, desired, changes, world, settings: {} })
  const ended = performance.now()
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(2)
  const rss = Math.round(process.memoryUsage().rss / 2 ** 20)
  console.log(
    `${name.padEnd(14)} ${seconds(begun, ended)} s (desired ${seconds(begun, mapped)}, diff ${seconds(mapped, compared)}, plan ${seconds(compared, ended)}), ${plan.changes.length} changes, RSS ${rss} MiB`,
  )
  return plan
}

const company0 = company(0)
console.log(`${people} people, ${groups} groups, ${memberships} memberships`)
const first = measure('first plan', company0, EMPTY)
const world = perform(first, EMPTY)
measure('nothing to do', company0, world)
measure('1 % churn', company(1), world)
