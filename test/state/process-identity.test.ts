/** Dead is only who is known to be dead. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { hostOf, isKnownDead, sightProcess, thisHost } from '../../src/state/process-identity.js'
import type { ProcessIdentity, Sighting } from '../../src/state/process-identity.js'

const self: ProcessIdentity = { host: 'here', pid: 10, boot: 'boot-1', machine: 'm-1', pidNamespace: 'pid:[1]', started: '500' }
const other: ProcessIdentity = { ...self, pid: 20, started: '600' }
const gone: Sighting = { gone: true }
const alive = (started?: string): Sighting => ({ gone: false, ...(started !== undefined && { started }) })

describe('another process', () => {
  it.each<[string, Partial<ProcessIdentity>, Sighting, boolean]>([
    ['is alive while it is there', {}, alive('600'), false],
    ['is dead when its pid is gone', {}, gone, true],
    ['is dead when its pid is used again', {}, alive('700'), true],
    ['is alive when its start cannot be seen', {}, alive(), false],
    ['is dead after a reboot of this machine', { boot: 'boot-0' }, alive('600'), true],
    ['is unknown on another host', { host: 'there' }, gone, false],
    ['is unknown on another machine of the same name', { boot: 'boot-0', machine: 'm-2' }, gone, false],
    ['is unknown in another pid namespace', { pidNamespace: 'pid:[2]' }, gone, false],
  ])('%s', (_, difference, seen, dead) => {
    expect(isKnownDead({ ...other, ...difference }, self, () => seen)).toBe(dead)
  })

  it('is unknown where a machine has no id and the boot differs', () => {
    const { machine: _, ...nameless } = self

    expect(isKnownDead({ ...nameless, pid: 20, boot: 'boot-0' }, nameless, () => gone)).toBe(false)
  })

  it('is unknown where it left no boot', () => {
    expect(isKnownDead({ host: 'here', pid: 20 }, self, () => gone)).toBe(false)
  })

  it('shares a boot whose time was worked out a little differently', () => {
    const booted = { ...self, boot: '~1000' }

    expect(isKnownDead({ ...other, boot: '~1002' }, booted, () => gone)).toBe(true)
    expect(isKnownDead({ ...other, boot: '~1010' }, booted, () => gone)).toBe(false)
  })
})

it('this process is alive to itself', () => {
  expect(thisHost.isDead(thisHost.self())).toBe(false)
  expect(sightProcess(process.pid)).toMatchObject({ gone: false })
})

it('a killed process is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  expect(sightProcess(pid).gone).toBe(false)

  child.kill('SIGKILL')
  await once(child, 'exit')

  expect(sightProcess(pid)).toEqual({ gone: true })
})

describe('the host of a process', () => {
  it('is, in AWS Lambda, the log stream: machines there are copies of one another', () => {
    expect(hostOf({ AWS_LAMBDA_FUNCTION_NAME: 'staff', AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/05/[$LATEST]0a1b' })).toBe('staff 2026/01/05/[$LATEST]0a1b')
    expect(hostOf({})).toBe(hostname())
  })
})
