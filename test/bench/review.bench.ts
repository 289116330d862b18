/**
 * How a plan of 100,000 changes opens, is read and answers keys, while it is read and after, in the built program at a real
 * pseudo-terminal: `npm run build && npx tsx test/bench/review.bench.ts [changes]`. Beside the time that went by stands what the program
 * itself needed of a processor: on a busy machine the first says more about the others.
 */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { planToJson } from '../../src/plan/plan-file.js'
import type { Plan } from '../../src/plan/plan.js'
import { NO_TERMINAL, openPseudoTerminal, type AtTerminal } from '../support/pseudo-terminal.js'
import { EMPTY, person, planFor, settled, team } from '../support/story.js'

const [changes = 100_000] = process.argv.slice(2).map(Number)
const MIB = 2 ** 20

/** Everybody's title changes. */
function retitled(): Plan {
  const people = Array.from({ length: changes }, (_, index) => person(`p${index}`))
  const teams = Array.from({ length: changes / 100 }, (_, index) => team(`AWS group ${index}`, [], { members: people.slice(index * 100, index * 100 + 100).map(({ id }) => ({ id })) }))
  const titled = people.map((someone) => ({ ...someone, draft: { ...someone.draft, title: 'Director' } }))
  return planFor({ people: titled, teams }, settled({ people, teams }))
}

/** Nine in ten are people, the rest groups and their memberships; everybody is in four groups. */
function first(): Plan {
  const people = Array.from({ length: changes * 0.9 }, (_, index) => person(`p${index}`))
  const teams = Array.from({ length: changes * 0.05 }, (_, index) => team(`AWS group ${index}`, [], { members: Array.from({ length: 80 }, (__, place) => ({ id: people[(index * 7919 + place * 31) % people.length]?.id ?? '' })) }))
  return planFor({ people, teams }, EMPTY)
}

async function measure(name: string, make: () => Plan): Promise<void> {
  const cwd = await mkdtemp(join(tmpdir(), 'idpscim-bench-'))
  try {
    await writeFile(join(cwd, 'plan.json'), planToJson(make()))
    globalThis.gc?.()
    const size = Math.round((await stat(join(cwd, 'plan.json'))).size / MIB)
    const begun = performance.now()
    const terminal = await openPseudoTerminal(resolve('dist/main.js'), ['review', 'plan.json'], { cwd, size: { columns: 80, rows: 24 } })
    await terminal.shows('[2 Overview]')
    console.log(`${name} (${size} MiB): opened in ${((performance.now() - begun) / 1000).toFixed(2)} s (${(await busy(terminal) / 1000).toFixed(2)} s of a processor), at most ${await peak(await terminal.pid())} MiB`)
    let told: string[] = []
    const key = async (what: string, text: string, shows: string | RegExp) => {
      const [pressed, before] = [performance.now(), await busy(terminal)]
      terminal.press(text)
      await terminal.shows(shows)
      const took = performance.now() - pressed
      told.push(`${what} ${Math.round(took)} ms (${Math.round((await busy(terminal)) - before)})`)
    }
    for (const turn of ['', ' again', ' and again']) {
      await key(`findings${turn}`, '4', '[4 Findings')
      await key(`overview${turn}`, '2', '[2 Overview]')
    }
    await terminal.shows(`all ${changes.toLocaleString('en-US')} changes go`)
    console.log(`  read and checked after ${((performance.now() - begun) / 1000).toFixed(2)} s (${(await busy(terminal) / 1000).toFixed(2)} s of a processor); meanwhile ${told.join(', ')}; at most ${await peak(await terminal.pid())} MiB`)
    told = []
    await key('changes', '3', '[3 Changes')
    await key('down', 'j', /^> {3}\[x\]/m)
    await key('end', 'G', new RegExp(`${changes.toLocaleString('en-US')} changes[\\s\\S]*^> {3}\\[x\\].*\\n─`, 'm'))
    await key('home', 'g', /^> ▾/m)
    await key('filter', '/', '/_')
    await key('first letter', 'p', '/p_')
    await key('second letter', '8', '/p8_')
    await key('third letter', '8', '/p88_')
    await key('keep it', '\r', /\/p88 /)
    await key('hold one', ' ', /held back: /)
    await key('open', '\r', 'decided')
    await key('close', '\u001b', /\/p88 /)
    await key('no filter', '\u001b', '/ to filter')
    await key('hold all of a title', 'g ', /held back: .* changes/)
    await key('undo', 'u', 'undone')
    console.log(`  ${told.join(', ')}; at most ${await peak(await terminal.pid())} MiB`)
    terminal.press('uq')
    await terminal.ended
  } finally {
    await rm(cwd, { recursive: true, force: true })
  }
}

/** Milliseconds that the program's threads ran. */
async function busy({ pid }: AtTerminal): Promise<number> {
  const tasks = `/proc/${await pid()}/task`
  const ran = await Promise.all((await readdir(tasks)).map(async (task) => Number((await readFile(join(tasks, task, 'schedstat'), 'utf8')).split(' ')[0])))
  return ran.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6
}

/** The most memory that the process ever had, MiB. */
async function peak(pid: number): Promise<string> {
  const [, kib = '0'] = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return String(Math.round(Number(kib) / 1024))
}

if (NO_TERMINAL !== undefined) console.log(`not measured: ${NO_TERMINAL}`)
else {
  await measure(`${changes} titles change`, retitled)
  await measure(`a first plan of ${changes} changes`, first)
}
