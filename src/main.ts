#!/usr/bin/env node
/** The executable: answers `--version` at once, and hands everything else to oclif. */
import { readFileSync } from 'node:fs'

const argv = process.argv.slice(2)
if (argv[0] === '--version' || argv[0] === '-v') {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  process.stdout.write(`idpscim version ${version}\n`)
} else {
  const { runProgram } = await import('./cli/program.js')
  await runProgram({ bin: 'idpscim', argv, main: import.meta.url })
}
