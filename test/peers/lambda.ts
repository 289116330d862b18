/** AWS's own runtime interface: its emulator, from its Go module, and its client for Node.js, which runs the handler as AWS's runtimes do. */
import { join } from 'node:path'
import { run } from './peer.js'

const CLIENT = '4.0.2'
const EMULATOR = 'v0.0.0-20261030222936-bef5c4ba774d'

export const lambdaRuntime = {
  name: 'Lambda',
  needs: 'Go and a way to its module proxy, npm, cmake and a C++ compiler, and eight minutes the first time',
  folder: `lambda-runtime-${CLIENT}`,
  install: async (into: string): Promise<void> => {
    await run('go', ['install', `github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie@${EMULATOR}`], { minutes: 10, env: { GOBIN: into } })
    // Its client talks to the emulator through a library in C++, which is built here.
    await run('npm', ['install', '--prefix', into, '--no-audit', '--no-fund', `aws-lambda-ric@${CLIENT}`], { minutes: 20 })
  },
}

/** The emulator's command: it listens for events at one address, and is the runtime API at the other. */
export function emulator(installed: string, { events, api }: { events: number; api: number }): { file: string; args: string[] } {
  return {
    file: join(installed, 'aws-lambda-rie'),
    args: [
      '--runtime-interface-emulator-address', `127.0.0.1:${events}`,
      '--runtime-api-address', `127.0.0.1:${api}`,
      process.execPath, join(installed, 'node_modules/aws-lambda-ric/index.mjs'), 'index.handler',
    ],
  }
}
