/** Papers beside the state: one object each, under `history/`, `pending/` and `cache/` in the state's own folder. */
import { compareText } from '../../model/json.js'
import { safeName } from '../safe-name.js'
import type { StateStore } from '../state-store.js'
import { explained } from './failures.js'
import type { S3Objects } from './objects.js'

/** `beside` is empty, or ends with a slash. */
export function s3Papers(objects: S3Objects, beside: string): Pick<StateStore, 'keep' | 'paper' | 'paperPlace' | 'papers' | 'discard'> {
  return {
    async keep(folder, name, content) {
      await objects.put(`${beside}${folder}/${safeName(name)}`, content, { contentType: 'text/plain; charset=utf-8' })
    },
    async paper(folder, name) {
      return (await objects.get(`${beside}${folder}/${safeName(name)}`))?.bytes.toString('utf8')
    },
    paperPlace: (folder, name) => objects.address(`${beside}${folder}/${safeName(name)}`),
    async papers(folder) {
      const prefix = `${beside}${folder}/`
      const names = (await objects.list(prefix)).map((key) => key.slice(prefix.length))
      return names.filter((name) => name !== '' && !name.includes('/') && !name.startsWith('.')).sort(compareText)
    },
    async discard(folder, name) {
      const key = `${beside}${folder}/${safeName(name)}`
      try {
        await objects.remove(key)
      } catch (error) {
        throw explained(error, objects.address(key), 'removed')
      }
    },
  }
}
