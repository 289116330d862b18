/** Alarms watch metrics that a run really emits, and the runbook says what to do about each. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { metricsLine } from '../../src/lambda/meter.js'
import { readTemplate } from '../support/templates.js'

const emitted = (name: string) => name in (JSON.parse(metricsLine({ [name]: 1 }, { stack: 's', now: 0, facts: {} })) as object)

const template = await readTemplate('examples/sam/template.yaml')
const sam = Object.values(template.Resources).flatMap(({ Type, Properties }) => (Type === 'AWS::CloudWatch::Alarm' ? [Properties] : []))
const terraform = await readFile('examples/terraform/alarms.tf', 'utf8')

describe('every alarm', () => {
  test('of ours watches a metric that runs emit, under the dimension that they emit it', () => {
    const ofSam = sam.filter(({ Namespace }) => Namespace === 'idpscim')
    const ofTerraform = [...terraform.matchAll(/namespace\s+= "idpscim", metric = "(\w+)", dimensions = local\.of_stack/g)].map(([, name = '']) => name)

    expect(ofSam.map(({ MetricName }) => MetricName)).toEqual(['Blocked', 'Failures', 'AgeOfLastGoodApply', 'TokenExpiresIn'])
    expect(ofSam.filter(({ MetricName }) => !emitted(MetricName as string))).toEqual([])
    expect(ofSam.flatMap(({ Dimensions }) => (Dimensions as { Name: string }[]).map(({ Name }) => Name))).toEqual(ofSam.map(() => 'stack'))
    expect(ofTerraform).toEqual(['Blocked', 'Failures', 'AgeOfLastGoodApply', 'TokenExpiresIn'])
    expect(emitted('NoSuchMetric')).toBe(false)
  })

  test('names an entry of the runbook', async () => {
    const runbook = await readFile('examples/unattended.md', 'utf8')
    const entries = new Set([...runbook.matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name))
    const reviews = await readFile('examples/step-functions/template.yaml', 'utf8')
    const named = [...sam.map(({ AlarmDescription }) => String(AlarmDescription)), ...terraform.matchAll(/description\s+= "([^"]+)"/g), ...reviews.matchAll(/AlarmDescription: (.+)/g)].map((found) => (typeof found === 'string' ? found : (found[1] ?? '')))

    expect(named.length).toBeGreaterThan(15)
    expect(named.filter((text) => !entries.has(/Runbook, (\w+)$/.exec(text)?.[1] ?? 'none'))).toEqual([])
  })
})

describe('the runbook', () => {
  test('says of every code that a run can fail by what it is', async () => {
    const [, union = ''] = /export type ErrorCode =([\s\S]*?)\n\n/.exec(await readFile('src/errors.ts', 'utf8')) ?? []
    const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code = '']) => code).filter((code) => code !== 'BadSeed')
    const [, errors = ''] = /### Errors\n([\s\S]*?)\n### /.exec(await readFile('examples/unattended.md', 'utf8')) ?? []
    const told = new Set(errors.split('\n').flatMap((line) => [...(/^\|([^|]*)\|/.exec(line)?.[1] ?? '').matchAll(/`([\w.]+)`/g)].map(([, code = '']) => code)))

    expect(codes.length).toBeGreaterThan(15)
    expect([...codes, 'DeadlineReached'].filter((code) => !told.has(code))).toEqual([])
  })
})
