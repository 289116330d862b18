/** Where a state lies, from the checked file and its fetched texts. */
import { basename, resolve } from 'node:path'
import { invariant } from '../errors.js'
import { type Path, pathText } from './authored.js'
import type { Config, Encryption, FilePlace, S3Place, StateConfig } from './config.js'
import type { ConfigFile } from './config-file.js'
import { durationMs } from './duration.js'
import type { FetchedTexts } from './texts.js'

interface Ground {
  texts: FetchedTexts
  /** What relative paths are relative to. */
  base: string
}

export function stateOf({ state }: ConfigFile, ground: Ground): StateConfig {
  const place = placeOf(state, ['state'], ground)
  const leaseTtlMs = durationMs(state.lease.ttl)
  if (place.type === 'file' || state.type === 'file') {
    invariant(place.type === 'file', 'a state lies in a file and in S3')
    return { ...place, leaseTtlMs }
  }
  const kmsKeyId = ground.texts.get('state.kms_key_id')?.value
  const encryption: Encryption = { ...(state.sse === undefined ? {} : { sse: state.sse }), ...(kmsKeyId === undefined ? {} : { kmsKeyId }) }
  return { ...place, ...encryption, gzip: state.gzip, leaseTtlMs }
}

export function neighboursOf({ neighbours }: ConfigFile, ground: Ground): Config['neighbours'] {
  return neighbours.map((neighbour, index) => {
    const place = placeOf(neighbour, ['neighbours', index], ground)
    const written = neighbour.type === 'file' ? ground.texts.get(pathText(['neighbours', index, 'path']))?.value : undefined
    return { ...place, name: neighbour.name ?? written ?? addressOf(place) }
  })
}

/** A state's name unless its stack has one: the last part of where it lies, without .json. */
export function stackOf(place: FilePlace | S3Place): string {
  return basename(place.type === 'file' ? place.path : place.key).replace(/\.json$/i, '')
}

/** As people write it: a path, or `s3://bucket/key`. */
export function addressOf(place: FilePlace | S3Place): string {
  return place.type === 'file' ? place.path : `s3://${place.bucket}/${place.key}`
}

type Written = ConfigFile['state'] | ConfigFile['neighbours'][number]

function placeOf(written: Written, at: Path, { texts, base }: Ground): FilePlace | S3Place {
  const text = (key: string) => texts.get(pathText([...at, key]))?.value
  const need = (key: string): string => {
    const value = text(key)
    invariant(value !== undefined, `${pathText([...at, key])} passed every check and was not fetched`)
    return value
  }
  if (written.type === 'file') return { type: 'file', path: resolve(base, need('path')) }
  const [region, endpoint] = [text('region'), text('endpoint')]
  return {
    type: 's3',
    bucket: need('bucket'),
    key: need('key'),
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(written.force_path_style === undefined ? {} : { forcePathStyle: written.force_path_style }),
  }
}
