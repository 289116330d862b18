/** A rule's condition in CEL: its names and types checked when it is read, asked of every change of a plan. */
import { Environment, EvaluationError } from '@marcbachmann/cel-js'
import * as Facts from '../model/rule-facts.js'
import type { Condition } from '../model/rule-facts.js'
import { faultOf, type Fault } from './expression.js'
import { unknownWord } from './condition-words.js'

/** Those that others are made of come first. */
const TYPES = {
  NameFacts: Facts.NameFacts,
  EnterpriseFacts: Facts.EnterpriseFacts,
  AttributeFacts: Facts.AttributeFacts,
  ChangeFacts: Facts.ChangeFacts,
  UserCounts: Facts.UserCounts,
  GroupCounts: Facts.GroupCounts,
  MembershipCounts: Facts.MembershipCounts,
  StateCounts: Facts.StateCounts,
  ManagedCounts: Facts.ManagedCounts,
  SummaryFacts: Facts.SummaryFacts,
  PlanFacts: Facts.PlanFacts,
  ImpactFacts: Facts.ImpactFacts,
}

let environment: Environment | undefined

/** Made once, at the first rule: most configurations have none. */
function environmentOf(): Environment {
  if (environment !== undefined) return environment
  environment = new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true })
  for (const [name, ctor] of Object.entries(TYPES)) environment.registerType(name, { ctor, fields: ctor.fields })
  return environment.registerVariable('change', 'ChangeFacts').registerVariable('plan', 'PlanFacts').registerVariable('impact', 'ImpactFacts')
}

export type CompiledCondition = { condition: Condition } | { fault: Fault }

export function compileCondition(source: string): CompiledCondition {
  let run: ReturnType<Environment['parse']>
  try {
    run = environmentOf().parse(source)
  } catch (error) {
    return { fault: faultOf(error) }
  }
  const checked = run.check()
  if (!checked.valid) return { fault: faultOf(checked.error) }
  if (checked.type !== 'bool' && checked.type !== 'dyn') return { fault: { summary: `gives ${checked.type ?? 'no value'}, and must give true or false`, offset: 0 } }
  const fault = unknownWord(run.ast)
  return fault === undefined ? { condition: (facts) => evaluate(run, facts) } : { fault }
}

function evaluate(run: (context: Record<string, unknown>) => unknown, facts: Parameters<Condition>[0]): ReturnType<Condition> {
  try {
    const value = run(facts as unknown as Record<string, unknown>)
    return typeof value === 'boolean' ? value : { unknown: `it gives ${value === null ? 'null' : typeof value}, and must give true or false` }
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error
    const [, field] = /^No such key: (.+)$/s.exec(error.summary) ?? []
    return { unknown: field === undefined ? error.summary : `${field} is not there` }
  }
}

/** For the configuration's schema: what a condition may ask about, with its types. */
export const FACTS_DESCRIPTION = [
  `change: ${fieldsOf(Facts.ChangeFacts)}.`,
  `change.before and change.after: ${fieldsOf(Facts.AttributeFacts)}.`,
  'plan: changes, summary.users, .groups, .memberships and .state by action, managed.users, .groups and .memberships (int).',
  `impact: ${fieldsOf(Facts.ImpactFacts)}; of gains and losses each has account, accountName, permissionSet, administrator, people. But for known, all is absent where assignments could not be read.`,
  'What is not there is absent: ask has(change.after.title), or change.after.?title.orValue("").',
].join(' ')

function fieldsOf({ fields }: { fields: Readonly<Record<string, string>> }): string {
  const plain = (type: string) => type.replace('AttributeFacts', 'attributes').replace('NameFacts', 'attributes').replace('EnterpriseFacts', 'attributes')
  return Object.entries(fields)
    .map(([name, type]) => `${name} (${plain(type)})`)
    .join(', ')
}
