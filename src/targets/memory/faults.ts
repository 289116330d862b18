/** What can go wrong with a request to the memory target, where a test wants it to. */
import { IdpscimError } from '../../errors.js'

export interface MemoryCall {
  operation:
    | 'read' | 'look'
    | 'CreateUser' | 'PatchUser' | 'DeleteUser' | 'CreateGroup' | 'PatchGroup' | 'DeleteGroup' | 'AddMembers' | 'RemoveMembers'
  /** The object's id, where it has one already. */
  id?: string
  /** The object's name after the call, where the call carries it. */
  key?: string
  /** User ids of one request of a membership change. */
  members?: readonly string[]
}

/**
 * `refuse`: the target says no, only meaningful before the doing. `lose`: the answer is lost, before or after the doing.
 * `stop`: the process dies there, thrown as `StoppedDead`.
 */
export type Fault = 'refuse' | 'lose' | 'stop'

export type FaultHook = (call: MemoryCall, when: 'before' | 'after') => Fault | undefined

/** Stands for a killed process: nothing of ours may catch it and go on. */
export class StoppedDead extends Error {
  readonly call: MemoryCall

  constructor(call: MemoryCall) {
    super(`stopped dead at ${call.operation}`)
    this.name = 'StoppedDead'
    this.call = call
  }
}

/** Throws what the fault stands for; nothing where there is none. */
export function strike(call: MemoryCall, fault: Fault | undefined): void {
  switch (fault) {
    case undefined:
      return
    case 'refuse':
      throw new IdpscimError('TargetRefused', `the target refused ${call.operation}`, {
        facts: { status: 400, detail: 'refused by a fault', requestId: 'memory', ...(call.members && { written: 0 }) },
      })
    case 'lose':
      throw new IdpscimError('AnswerLost', `it is not known whether ${call.operation} happened`)
    case 'stop':
      throw new StoppedDead(call)
  }
}
