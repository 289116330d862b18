/** Many deletes in one request, each with its own outcome in an answer that is a success as a whole. */
import type { WireAnswer } from '../emulator.js'
import { xmlAnswer } from './answers.js'
import { readPayload } from './body.js'
import { checkDelete } from './conditions.js'
import { type ObjectRequest, removeObject } from './objects.js'
import { malformedXml, Refusal } from './refusal.js'
import { type Content, elementsOf, textOf } from './xml.js'

const MOST = 1000

export function deleteObjects({ bucket, request, now }: Omit<ObjectRequest, 'key'>): WireAnswer {
  const { bytes, checksum } = readPayload(request)
  if (!checksum && request.headers['content-md5'] === undefined) {
    throw new Refusal(400, 'InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*')
  }
  const xml = bytes.toString('utf8')
  const wanted = elementsOf(xml, 'Object')
  if (wanted.length === 0 || wanted.length > MOST) throw malformedXml()
  const quiet = textOf(xml, 'Quiet') === 'true'
  const deleted: Content[] = []
  const failed: Content[] = []
  for (const entry of wanted) {
    const [key, etag, versionId] = [textOf(entry, 'Key'), textOf(entry, 'ETag'), textOf(entry, 'VersionId')]
    if (key === undefined) throw malformedXml()
    try {
      checkDelete(bucket, key, etag === undefined ? {} : { 'if-match': etag })
      const gone = removeObject(bucket, key, now, versionId)
      const marker = gone?.marker ? { DeleteMarker: true, DeleteMarkerVersionId: gone.id } : {}
      deleted.push({ Key: key, VersionId: versionId, ...marker })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      failed.push({ Key: key, VersionId: versionId, Code: error.code, Message: error.message })
    }
  }
  return xmlAnswer('DeleteResult', { Deleted: quiet ? [] : deleted, Error: failed })
}
