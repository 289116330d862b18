/** CloudFormation templates as the service reads them: short functions written out, parameters put in, conditions decided. */
import { readFile } from 'node:fs/promises'
import { parse, type CollectionTag, type ScalarTag } from 'yaml'

export interface Template {
  Parameters: Record<string, { Type: string; Default?: unknown; AllowedValues?: unknown[]; NoEcho?: boolean; MinValue?: number; MaxValue?: number }>
  Conditions: Record<string, unknown>
  Resources: Record<string, Resource>
  Outputs: Record<string, { Value: unknown }>
}

export interface Resource {
  Type: string
  Condition?: string
  DeletionPolicy?: string
  Properties: Record<string, unknown>
}

const SCALARS = ['Ref', 'Sub', 'GetAtt', 'Condition']
const LISTS = ['If', 'Join', 'Sub', 'Not', 'And', 'Or', 'Equals']
const longName = (name: string) => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`)

const customTags: (ScalarTag | CollectionTag)[] = [
  ...SCALARS.map((name): ScalarTag => ({ tag: `!${name}`, resolve: (text) => ({ [longName(name)]: name === 'GetAtt' ? text.split('.') : text }) })),
  ...LISTS.map((name): CollectionTag => ({ tag: `!${name}`, collection: 'seq', resolve: (node) => ({ [longName(name)]: node }) })),
]

export async function readTemplate(path: string): Promise<Template> {
  // What a tag resolves to holds the document's own nodes, which only writing it out turns into values.
  return JSON.parse(JSON.stringify(parse(await readFile(path, 'utf8'), { customTags }))) as Template
}

/** What the service knows of itself. */
const PSEUDO: Record<string, unknown> = { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333', 'AWS::StackName': 'idpscim', 'AWS::URLSuffix': 'amazonaws.com' }
const GONE = Symbol('AWS::NoValue')

/**
 * The template under these parameters: resources without their undecided parts, and without those that their condition leaves out. Other resources' names and
 * attributes are told as `<Id>` and `<Id.Attribute>` unless `known` has them.
 */
export function evaluate(template: Template, parameters: Readonly<Record<string, unknown>> = {}, known: Readonly<Record<string, string>> = {}): Template {
  const given = { ...Object.fromEntries(Object.entries(template.Parameters).map(([name, { Default }]) => [name, Default])), ...parameters }
  const named = (name: string): unknown => (name in given ? given[name] : (PSEUDO[name] ?? known[name] ?? `<${name}>`))
  const holds = (condition: unknown): boolean => {
    const [[name, of]] = Object.entries(condition as Record<string, unknown>) as [[string, unknown]]
    if (name === 'Condition') return holds(template.Conditions[of as string])
    if (name === 'Fn::Equals') return String(value((of as unknown[])[0])) === String(value((of as unknown[])[1]))
    if (name === 'Fn::Not') return !holds((of as unknown[])[0])
    if (name === 'Fn::And') return (of as unknown[]).every(holds)
    if (name === 'Fn::Or') return (of as unknown[]).some(holds)
    throw new Error(`${name} is no condition`)
  }
  const value = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(value).filter((item) => item !== GONE)
    if (typeof node !== 'object' || node === null) return node
    const entries = Object.entries(node)
    const [name, of] = entries[0] ?? []
    if (entries.length === 1) {
      if (name === 'Ref') return of === 'AWS::NoValue' ? GONE : named(of as string)
      if (name === 'Fn::GetAtt') return known[(of as string[]).join('.')] ?? `<${(of as string[]).join('.')}>`
      if (name === 'Fn::If') return value((of as unknown[])[holds({ Condition: (of as unknown[])[0] }) ? 1 : 2])
      if (name === 'Fn::Join') return (value((of as unknown[])[1]) as string[]).join((of as string[])[0])
      if (name === 'Fn::Sub') return substituted(of as string | [string, Record<string, unknown>])
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, value(item)] as const).filter(([, item]) => item !== GONE))
  }
  const substituted = (of: string | [string, Record<string, unknown>]): string => {
    const [text, own] = typeof of === 'string' ? [of, {} as Record<string, unknown>] : of
    return text.replace(/\$\{([\w.:]+)\}/g, (_, name: string) => String(name in own ? value(own[name]) : named(name)))
  }
  const standing = Object.entries(template.Resources).filter(([, { Condition }]) => Condition === undefined || holds({ Condition }))
  return { ...template, Resources: value(Object.fromEntries(standing)) as Template['Resources'], Outputs: value(template.Outputs) as Template['Outputs'] }
}
