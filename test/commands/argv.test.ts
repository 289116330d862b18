/** What a command line means: the original's crontabs go on, and typing errors never synchronise anything. */
import { describe, expect, it } from 'vitest'
import { normalizedArgv } from '../../src/cli/argv.js'

const cases: [line: string, terminal: boolean, means: string][] = [
  ['', false, 'sync'],
  ['', true, '--help'],
  ['--debug', true, 'sync --debug'],
  ['-c staff.yaml -l debug', true, 'sync -c staff.yaml -l debug'],
  ['-s key.json -u admin@example.com -q name:AWS* -m groups -g', false, 'sync -s key.json -u admin@example.com -q name:AWS* -m groups -g'],
  ['--refresh state --adopt all', true, 'sync --refresh state --adopt all'],
  ['--json', false, 'sync --json'],
  ['--help', false, '--help'],
  ['-h', true, '--help'],
  ['--debug -h', true, '--help'],
  ['plan --out x', true, 'plan --out x'],
  ['-c staff.yaml plan --out x', true, 'plan -c staff.yaml --out x'],
  ['--json state show', false, 'state show --json'],
  ['-d state unlock abc --json', false, 'state unlock abc -d --json'],
  ['plan -h', true, 'plan --help'],
  ['pla --debug', false, 'pla --debug'],
  ['--debug pla', false, 'pla --debug'],
  ['--use-secrets-manager=true --debug=F', false, 'sync --use-secrets-manager --no-debug'],
  ['-d=1', false, 'sync --debug'],
  ['show -- -h', true, 'show -- -h'],
]

describe('normalizedArgv', () => {
  it.each(cases)('%j at a terminal (%s) means %j', (line, terminal, means) => {
    expect(normalizedArgv(line.split(' ').filter((word) => word !== ''), { terminal }).join(' ')).toBe(means)
  })
})
