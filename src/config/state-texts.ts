/** What the texts of a state's place must be. */
import type { Problem } from './problems.js'

interface Named {
  name: string
  value: string
}

export function checkBucket({ name, value }: Named): Problem | undefined {
  if (/^(arn:\S+|[A-Za-z0-9][A-Za-z0-9._-]*)$/.test(value)) return undefined
  return { summary: `${name} is not a bucket's name`, detail: 'Write the name alone, without s3:// and without the key; or the ARN of an access point.' }
}

/** S3 User Guide, "Naming Amazon S3 objects": 1,024 bytes of UTF-8; what lies beside the state adds to its key. */
export function checkKey({ name, value }: Named): Problem | undefined {
  if (value.endsWith('/')) return { summary: `${name} ends with a /, so it names a folder`, detail: 'Write the key of the state itself, as data/state.json.' }
  if (Buffer.byteLength(value) <= 900) return undefined
  return { summary: `${name} is longer than 900 bytes`, detail: 'S3 takes 1024, and the lock, the journal and the history add their own.' }
}
