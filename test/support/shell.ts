/** Both programs on the PATH of a shell, as a person or a crontab has them. */
import { spawn } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Ended, HELPER, PROGRAM } from './program.js'

/** Runs a script to its end, or to the first command that fails. */
export type RunScript = (script: string, options: { cwd: string; env: NodeJS.ProcessEnv }) => Promise<Ended>

/** The programs are put into `folder`; scripts see them, the system's commands, and of variables only what they are given. */
export async function shellWithPrograms(folder: string): Promise<RunScript> {
  await mkdir(folder, { recursive: true })
  for (const [name, program] of [['idpscim', PROGRAM], ['idpscimcli', HELPER]] as const) {
    await writeFile(join(folder, name), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`)
    await chmod(join(folder, name), 0o755)
  }
  return (script, { cwd, env }) => {
    const child = spawn('sh', ['-e', '-c', script], { cwd, env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: cwd, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, stdout, stderr })))
  }
}
