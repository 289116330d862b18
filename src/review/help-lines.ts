/** Every key, and what it does. */
import type { Line } from './line.js'
import { heading, told } from './text-lines.js'

const KEYS: readonly (readonly [title: string, keys: readonly (readonly [string, string])[]])[] = [
  [
    'Look around',
    [
      ['1 2 3 4, tab', 'drift, overview, changes, findings'],
      ['↑ ↓, k j', 'one line; page up and down, ctrl-b ctrl-f, ctrl-u ctrl-d; home end, g G'],
      ['enter, →, l', 'open what the cursor is on; on a title: fold what is under it'],
      ['esc, ←, h', 'back; in the list: no filter'],
      ['n p', 'the next or previous one, while one is open'],
    ],
  ],
  [
    'Find',
    [
      ['/', 'filter as you type; in an opened membership: its people'],
      ['', 'action:delete kind:user user:alice group:ops source:staff, or any words'],
      ['f', 'all, what takes away, what is held back, what policy blocks'],
    ],
  ],
  [
    'Decide',
    [
      ['space', 'hold back or let go: a change, a person, all under a title'],
      ['', '[x] goes  [ ] held back  [-] waits for what is held  [/] some people held  [=] its drift is accepted'],
      ['space, r x', 'on drift: revert or accept it'],
      ['u, R', 'undo the last decision; let everything go'],
      ['w', 'write the narrowed plan'],
      ['a', 'approve'],
      ['q', 'quit; asks when decisions are not written'],
    ],
  ],
]

export function helpLines(width: number): Line[] {
  return KEYS.flatMap(([title, keys], place) => [...(place === 0 ? [] : [{ text: '' }]), heading(title), ...keys.flatMap(([key, what]) => told(what, { width, first: `  ${key.padEnd(13)} `, rest: ' '.repeat(16) }))])
}
