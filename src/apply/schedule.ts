/** The graph of a plan's changes: what may start now, and what ends with something that failed. */
import { IdpscimError } from '../errors.js'
import type { Change } from '../model/change.js'
import type { PartsOf } from '../plan/waves.js'
import type { ChangeStatus } from './events.js'
import { createLanes } from './lanes.js'

export interface Ready {
  change: Change
  /** For a membership: the people who are still to do and whose own dependencies ended well. */
  members: readonly string[]
  /** What `mayStart` was asked. */
  lane: string
}

/** One step of a change on its way pending → ready → running → done, failed or skipped. */
export interface Move {
  change: Change
  status: ChangeStatus
  /** For `skipped`: what it needed. */
  because?: string
  /** For a membership: the people who left it. */
  leftOut?: readonly string[]
}

export interface Schedule {
  /**
   * The next change that may start, in the order in which they became ready; it is running from now on. Of a membership it may be a part:
   * the change goes on when its other people can. `mayStart` is asked for each lane.
   */
  next(mayStart?: (lane: string) => boolean): Ready | undefined
  /**
   * Ends what `next` gave. A membership of which a part is left goes on, unless nobody knows how this one ended; one of which a part failed
   * ends as failed.
   */
  end(change: Change, status: 'done' | 'failed', known?: boolean): void
  /** A running change that was not brought to an end: it may start again. */
  putBack(change: Change): void
  count(status: ChangeStatus): number
  /** People whom membership changes leave out, each with what they needed. */
  leftOut(): { change: string; members: string[]; because: string }[]
}

interface Node {
  change: Change
  status: ChangeStatus
  lane: string
  /** Dependencies of the whole change that have not ended. */
  waiting: number
  dependents: { node: Node; member?: string }[]
  /** What is still to do; one for every change that is no membership. */
  parts: Part[]
  partOf: Map<string, Part>
  running: Part | undefined
  /** A part of it was given out before. */
  begun: boolean
  failed: boolean
  /** Why people left, by the reason. */
  left: Map<string, string[]>
}

/** People who go together. */
interface Part {
  members: Set<string>
  /** Dependencies of theirs that have not ended. */
  waiting: number
}

export interface ScheduleRequest {
  changes: readonly Change[]
  /** Changes that an earlier run has done. */
  done: ReadonlySet<string>
  /** By membership change: the people for whom an earlier run has done it. */
  membersDone: ReadonlyMap<string, ReadonlySet<string>>
  /** How a membership's people go together; all at once unless given. */
  partsOf?: PartsOf
  /** Changes of one lane are bounded together; all are of one unless given. */
  laneOf?: (change: Change) => string
  onMove?: (move: Move) => void
}

/** Throws `BadPlanFile` for a plan whose dependencies name nothing or run in a circle. */
export function createSchedule({ changes, done, membersDone, partsOf = (_, members) => [[...members]], laneOf = () => '', onMove }: ScheduleRequest): Schedule {
  const counts: Record<ChangeStatus, number> = { pending: 0, ready: 0, running: 0, done: 0, failed: 0, skipped: 0 }
  const nodes = new Map<string, Node>()
  const lanes = createLanes<Node>()

  /** The one place where a status changes: counts, the queue and listeners follow from it. */
  const move = (node: Node, status: ChangeStatus, because?: string) => {
    counts[node.status]--
    counts[status]++
    node.status = status
    if (status === 'ready') lanes.push(node.lane, node)
    const again = status === 'running' && node.begun
    node.begun ||= status === 'running'
    if (again) return
    const leftOut = [...node.left.values()].flat()
    onMove?.({ change: node.change, status, ...(because === undefined ? {} : { because }), ...(leftOut.length === 0 ? {} : { leftOut }) })
  }

  const release = (node: Node) => {
    if (node.status === 'pending' && node.waiting === 0 && node.parts.some(({ waiting }) => waiting === 0)) move(node, 'ready')
  }

  /** Walked by hand, not by calls: what fails may have a chain of dependents as long as the plan. */
  const spread = (start: Node) => {
    const ended = [start]
    for (let node = ended.pop(); node !== undefined; node = ended.pop()) {
      const well = node.status === 'done'
      const because = `${node.change.id} ${node.status === 'failed' ? 'failed' : 'was skipped'}`
      for (const { node: dependent, member } of node.dependents) {
        const part = member === undefined ? undefined : dependent.partOf.get(member)
        ;(part ?? dependent).waiting--
        if (isOver(dependent)) continue
        if (!well && member !== undefined) leave(dependent, member, because)
        const hopeless = !well && (member === undefined || dependent.parts.length === 0)
        if (!hopeless) release(dependent)
        else if (dependent.running === undefined) {
          move(dependent, !dependent.begun ? 'skipped' : dependent.failed ? 'failed' : 'done', dependent.begun ? undefined : because)
          ended.push(dependent)
        }
      }
    }
  }

  for (const change of changes) {
    const earlier = membersDone.get(change.id)
    const members = change.kind === 'membership' ? change.members.filter((key) => earlier?.has(key) !== true) : []
    if (nodes.has(change.id)) throw damaged(`two changes have the id ${change.id}`)
    const parts = change.kind === 'membership' ? partsOf(change, members).map((people) => ({ members: new Set(people), waiting: 0 })) : [{ members: new Set<string>(), waiting: 0 }]
    const partOf = new Map(parts.flatMap((part) => [...part.members].map((member) => [member, part] as const)))
    nodes.set(change.id, { change, status: 'pending', lane: laneOf(change), waiting: 0, dependents: [], parts, partOf, running: undefined, begun: false, failed: false, left: new Map() })
    counts.pending++
  }
  for (const node of nodes.values()) if (done.has(node.change.id)) move(node, 'done')
  for (const node of nodes.values()) {
    if (node.status === 'done') continue
    for (const [id, member] of needsOf(node)) {
      const need = nodes.get(id)
      if (need === undefined) throw damaged(`${node.change.id} depends on ${id}, which is not in it`)
      if (need.status === 'done') continue
      need.dependents.push(member === undefined ? { node } : { node, member })
      ;(member === undefined ? node : (node.partOf.get(member) ?? node)).waiting++
    }
  }
  refuseCircles(nodes)
  for (const node of nodes.values()) release(node)

  const running = (change: Change): Node => {
    const node = nodes.get(change.id)
    if (node?.status !== 'running') throw new IdpscimError('Internal', `this is a bug in idpscim: ${change.id} is not running`)
    return node
  }
  return {
    next(mayStart = () => true) {
      const node = lanes.shift(mayStart)
      if (node === undefined) return undefined
      node.running = node.parts.find(({ waiting }) => waiting === 0)
      move(node, 'running')
      return { change: node.change, members: [...(node.running?.members ?? [])], lane: node.lane }
    },
    end(change, status, known = true) {
      const node = running(change)
      // A later part's end in the journal would close a doubt that only reading can.
      node.parts = known ? node.parts.filter((part) => part !== node.running) : []
      node.running = undefined
      node.failed ||= status === 'failed'
      if (node.parts.length > 0) {
        move(node, 'pending')
        release(node)
        return
      }
      move(node, node.failed ? 'failed' : 'done')
      spread(node)
    },
    putBack(change) {
      const node = running(change)
      node.running = undefined
      move(node, 'ready')
    },
    count: (status) => counts[status],
    leftOut: () =>
      [...nodes.values()].flatMap(({ change, left }) => [...left].map(([because, members]) => ({ change: change.id, members, because }))),
  }
}

/** Throws `BadPlanFile` as `createSchedule` does: asked before anything is written. */
export function refuseDisorder(changes: readonly Change[]): void {
  createSchedule({ changes, done: new Set(), membersDone: new Map() })
}

function isOver({ status }: Node): boolean {
  return status === 'done' || status === 'failed' || status === 'skipped'
}

function leave(node: Node, member: string, because: string): void {
  const part = node.partOf.get(member)
  if (part?.members.delete(member) !== true) return
  if (part.members.size === 0) node.parts = node.parts.filter((one) => one !== part)
  const others = node.left.get(because)
  if (others === undefined) node.left.set(because, [member])
  else others.push(member)
}

/** What must end first, and for whom: a dependency without a member stops the whole change. */
function* needsOf({ change, partOf }: Node): Iterable<[id: string, member?: string]> {
  for (const id of change.dependsOn) yield [id]
  if (change.kind !== 'membership') return
  for (const [member, ids] of Object.entries(change.memberDependsOn)) if (partOf.has(member)) for (const id of ids) yield [id, member]
}

/** Counts down as a run would that always succeeds; what is never reached waits for itself. */
function refuseCircles(nodes: ReadonlyMap<string, Node>): void {
  const waiting = new Map([...nodes.values()].map((node) => [node, node.parts.reduce((sum, part) => sum + part.waiting, node.waiting)]))
  const free = [...nodes.values()].filter((node) => waiting.get(node) === 0)
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    waiting.delete(node)
    for (const { node: dependent } of node.dependents) {
      const left = (waiting.get(dependent) ?? 0) - 1
      waiting.set(dependent, left)
      if (left === 0) free.push(dependent)
    }
  }
  const [stuck] = waiting.keys()
  if (stuck !== undefined) throw damaged(`its changes wait for each other in a circle, ${stuck.change.id} among them`)
}

function damaged(what: string): IdpscimError {
  return new IdpscimError('BadPlanFile', `the plan cannot be applied: ${what}`, { suggestions: ['Make a new plan: idpscim plan'] })
}
