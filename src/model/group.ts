/** A group's attributes: SCIM groups at AWS have a name, our id, and members, nothing else. */
import * as z from 'zod'

export const GroupAttributes = z.strictObject({
  displayName: z.string().min(1),
  externalId: z.string().min(1).optional(),
})
export type GroupAttributes = z.infer<typeof GroupAttributes>
