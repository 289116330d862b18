/** When and by whom, as the service stamps its resources: facts for people, so whatever is not as documented is as if it were not told. */
import * as z from 'zod'
import type { Deed } from '../../model/snapshot.js'

/** Seconds since 1970, up to the year 9999; fractions are dropped, so that what was done at once is one deed. */
const instant = z
  .number()
  .nonnegative()
  .max(253_402_300_799)
  .transform((seconds) => new Date(Math.floor(seconds) * 1_000).toISOString().replace('.000Z', 'Z'))
  .nullish()
  .catch(undefined)
/** What a caller is called here no page says: an ARN, an id, a service. */
const caller = z.string().min(1).nullish().catch(undefined)

export const STAMPS = { CreatedAt: instant, CreatedBy: caller, UpdatedAt: instant, UpdatedBy: caller }

type Stamps = z.infer<z.ZodObject<typeof STAMPS>>

/** What was never updated was last changed when it was made. */
export function lastDeed({ CreatedAt, CreatedBy, UpdatedAt, UpdatedBy }: Stamps): { changed?: Deed } {
  const isNew = !UpdatedBy && (!UpdatedAt || UpdatedAt === CreatedAt)
  const changed = deed(UpdatedAt ?? CreatedAt, isNew ? CreatedBy : UpdatedBy)
  return changed === undefined ? {} : { changed }
}

export function firstDeed({ CreatedAt, CreatedBy }: Pick<Stamps, 'CreatedAt' | 'CreatedBy'>): Deed | undefined {
  return deed(CreatedAt, CreatedBy)
}

function deed(at: string | null | undefined, by: string | null | undefined): Deed | undefined {
  return at || by ? { ...(at && { at }), ...(by && { by }) } : undefined
}
