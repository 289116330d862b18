/** A target that is written by SCIM and may be read by the Identity Store API: two doors of one store, whose ids are the same. */
import { IdpscimError, isIdpscimError } from '../errors.js'
import type { OnProgress } from '../model/progress.js'
import type { TargetSnapshot } from '../model/snapshot.js'
import type { Target, TargetReader } from '../targets/target.js'

export interface MixedReading {
  /** Opens the other door: not before it is wanted. */
  store(): Promise<Target>
  /** `auto`: by what published rates make the faster of what is permitted. */
  choose: 'identity-store' | 'auto'
  /** Requests a second of each reading operation. */
  rates: { scim: number; store: number }
  onProgress: OnProgress
}

/** Capabilities and fingerprint are SCIM's: it is what writes, and a state outlives a change of how the target is read. */
export function mixed(scim: Target, reading: MixedReading): Target {
  let chosen: Promise<TargetReader> | undefined
  const reader = (sizes: Sizes) => (chosen ??= choose(scim, reading, sizes))
  return {
    reader: {
      capabilities: scim.reader.capabilities,
      fingerprint: scim.reader.fingerprint,
      read: async (scope) => {
        const by = await reader({ users: scope.known.users.length, groups: scope.known.groups.length })
        const snapshot = await by.read(scope)
        if (by !== scim.reader) await refuseAnotherStore(scim.reader, snapshot)
        return snapshot
      },
      look: async (questions) => (await reader(questions.expected)).look(questions),
      // One listing either way.
      groupsOf: async (userId) => (await (chosen ?? scim.reader)).groupsOf(userId),
      ...(scim.reader.describe === undefined ? {} : { describe: scim.reader.describe }),
      ...(scim.reader.resources === undefined ? {} : { resources: scim.reader.resources }),
    },
    writer: (guard) => scim.writer(guard),
  }
}

interface Sizes {
  users: number
  groups: number
}

async function choose(scim: Target, reading: MixedReading, sizes: Sizes): Promise<TargetReader> {
  const { rates, onProgress } = reading
  if (reading.choose === 'identity-store') return (await reading.store()).reader
  const seconds = { scim: callsFor(sizes) / rates.scim, store: callsFor(sizes) / rates.store }
  const told = `about ${callsFor(sizes)} calls, ${roundUp(seconds.scim)} s by SCIM or ${roundUp(seconds.store)} s by the Identity Store API at published rates`
  if (seconds.store >= seconds.scim) {
    onProgress({ type: 'note', level: 'debug', message: `the target is read by SCIM: ${told}` })
    return scim.reader
  }
  try {
    const { reader } = await reading.store()
    await reader.look({ users: [], groups: [{ name: 'idpscim asks whether it may' }], members: [], expected: sizes })
    onProgress({ type: 'note', level: 'info', message: `the target is read by the Identity Store API: ${told}` })
    return reader
  } catch (error) {
    if (!isIdpscimError(error, 'TargetRefused') && !isIdpscimError(error, 'BadConfig')) throw error
    onProgress({ type: 'note', level: 'info', message: `the target is read by SCIM: the Identity Store API, the faster one, is not open to us (${error.message})` })
    return scim.reader
  }
}

/** A page for each hundred, and the members of every group or the groups of every person, whichever are fewer: the same through both doors. */
function callsFor({ users, groups }: Sizes): number {
  const pages = (rows: number) => Math.max(1, Math.ceil(rows / 100))
  return pages(users) + pages(groups) + Math.min(users, groups)
}

function roundUp(seconds: number): number {
  return Math.max(1, Math.ceil(seconds))
}

/** Nothing in either address says that both lead to one store: somebody whom one shows must be known to the other. */
async function refuseAnotherStore(scim: TargetReader, { users, groups }: TargetSnapshot): Promise<void> {
  const [known] = [...users, ...groups]
  if (known === undefined) return
  const question = [{ id: known.id }]
  const asked = users.length > 0 ? { users: question, groups: [] } : { users: [], groups: question }
  const seen = await scim.look({ ...asked, members: [], expected: { users: 1_000_000, groups: 1_000_000 } })
  if ([...seen.users, ...seen.groups].some(({ id }) => id === known.id)) return
  throw new IdpscimError('BadConfig', 'the identity store that is read is not the one behind the SCIM endpoint: it shows somebody whom SCIM does not know', {
    suggestions: ['set target.region and target.identity_store_id to those of the instance whose SCIM endpoint this is', 'or leave target.read out'],
  })
}
