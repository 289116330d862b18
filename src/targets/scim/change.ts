/** Changing an object that exists: by the operations of a PATCH, or, where there is none, by reading it, applying them here, and putting it back. */
import * as z from 'zod'
import type { ScimClient } from './client.js'
import type { Dialect } from './dialect.js'
import { refused } from './failures.js'
import { single } from './listing.js'
import { applyOperations } from './apply-operations.js'
import type { PatchOperation } from './operations.js'
import { patchBody, type Write, type WriteRequest } from './write.js'

export interface ChangeRequest extends Pick<WriteRequest, 'alsoTakes' | 'facts'> {
  resource: 'User' | 'Group'
  id: string
  operations: (dialect: Dialect) => readonly PatchOperation[]
}

export type Change = (doing: string, request: ChangeRequest) => Promise<void>

/** Nothing is sent where no operation is left. What is put back whole is changed by one at a time: of two who read it together, the second would undo the first. */
export function createChange(client: ScimClient, write: Write): Change {
  const inTurn = createTurns()
  return async (doing, { resource, id, operations: make, ...rest }) => {
    const dialect = await client.dialect()
    const operations = make(dialect)
    if (operations.length === 0) return
    const path = `/${resource}s/${encodeURIComponent(id)}`
    if (dialect.change === 'patch') {
      await write(doing, { ...rest, method: 'PATCH', operation: `Patch${resource}`, path, body: patchBody(operations) })
      return
    }
    await inTurn(path, async () => {
      const held = await single(client, { resource, id, parse: (body) => z.looseObject({}).parse(body) })
      if (held === undefined) throw refused(doing, dialect, { status: 404, body: undefined }, { ...rest.facts, missing: true })
      // What the server says of the object is its own.
      const { meta: _, ...body } = applyOperations(held, operations)
      await write(doing, { ...rest, method: 'PUT', operation: `Put${resource}`, path, body })
    })
  }
}

/** Work on one object, first come, first served; others go on meanwhile. */
function createTurns(): (object: string, work: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>()
  return (object, work) => {
    const mine = (last.get(object) ?? Promise.resolve()).then(work)
    const settled = mine.catch(() => undefined).then(() => {
      if (last.get(object) === settled) last.delete(object)
    })
    last.set(object, settled)
    return mine
  }
}
