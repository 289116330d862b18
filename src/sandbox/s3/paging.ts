/** How `ListObjectsV2` pages: the next token stands in the XML, and goes back in the query. */
import type { Emulator, WireAnswer } from '../emulator.js'
import { element, textOf } from './xml.js'

const xmlOf = ({ body }: WireAnswer): string => (typeof body === 'string' ? body : '')

export const paging: NonNullable<Emulator['paging']> = {
  next: (answer) => textOf(xmlOf(answer), 'NextContinuationToken'),
  ask: (request, token) => {
    const query = new URLSearchParams(request.query)
    query.set('continuation-token', token)
    return { ...request, query, rawUrl: `${request.rawUrl.replace(/\?.*$/, '')}?${query.toString()}` }
  },
  empty: (answer) => {
    const without = xmlOf(answer).replace(/<(Contents|CommonPrefixes)>.*?<\/\1>/gs, '')
    return { ...answer, body: without.replace(/<KeyCount>\d+</, '<KeyCount>0<') }
  },
  point: (answer, token) => {
    const without = xmlOf(answer).replace(/<NextContinuationToken>.*?<\/NextContinuationToken>/, '').replace('<IsTruncated>false<', '<IsTruncated>true<')
    return { ...answer, body: without.replace('<KeyCount>', `${element('NextContinuationToken', token)}<KeyCount>`) }
  },
}
