/**
 * Who is assigned to AWS accounts and applications is read through this door, apart from the target's: another API with other permissions, which
 * nobody has to grant. It MUST answer for every group it is asked for, or throw `TargetRefused` (not permitted, no credentials) or
 * `TargetIncomplete`; what makes names alone unknown is a gap in the answer. It NEVER writes.
 */
import type { Assignments } from '../model/assignments.js'

export interface AssignmentReader {
  /** Of these groups, by target id; ids of the target with this fingerprint. */
  read(groupIds: readonly string[], target: string): Promise<Assignments>
}
