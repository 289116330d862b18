#!/usr/bin/env node
/** The executable: answers `--version` at once, and hands everything else to oclif. */
import pkg from '../package.json' with { type: 'json' }

const argv = process.argv.slice(2)
if (argv[0] === '--version' || argv[0] === '-v') {
  process.stdout.write(`idpscim version ${pkg.version}\n`)
} else {
  const { runProgram } = await import('./cli/program.js')
  await runProgram({ argv, main: import.meta.url })
}
