/** What has to be so of people in files: all of them are there, and without faults. */
import { ok, type Check } from '../../model/check.js'
import { createFileSource, type FileSourceOptions } from './file-source.js'

export function fileChecks(options: FileSourceOptions): Check[] {
  return [
    {
      name: 'files',
      ask: async () => {
        const { evidence, findings } = await createFileSource(options).read({ known: { users: [], groups: [] } })
        const holds = `${evidence.users} users and ${evidence.groups} groups in ${evidence.pages} ${evidence.pages === 1 ? 'file' : 'files'}`
        const [first] = findings
        if (first === undefined) return ok(holds)
        return { status: 'warning', says: `${holds}; ${findings.length === 1 ? 'one of them' : `${findings.length} of them`} cannot be planned as they are: ${first.summary}`, remedies: [first.remedy] }
      },
    },
  ]
}
