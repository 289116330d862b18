/** The state machines of examples/step-functions, executed. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { evaluate, readTemplate } from '../support/templates.js'
import { definitionOf, runStateMachine, SUBSTITUTIONS, TaskError, type Task } from '../support/state-machine.js'

interface Event {
  operation: string
  stack: string
  plan?: string
}
interface Invocation {
  FunctionName: string
  Payload: Event
}
interface Message {
  Subject: string
  Message: string
}

const PLANNED = {
  status: 'planned',
  stack: 'staff',
  plan: 's3://states/pending/d1.json',
  planId: 'p1',
  changesDigest: 'd1',
  summary: { users: { create: 2 } },
  changes: 2,
  blocked: false,
  verdicts: [],
  approvals: { required: 0, given: [] },
  expiresAt: '2026-03-09T12:00:00Z',
}
const APPLIED = { status: 'applied', stack: 'staff', planId: 'p1', done: 2, serial: 5 }
const INCOMPLETE = { status: 'incomplete', stack: 'staff', plan: PLANNED.plan, planId: 'p1', done: 1, stopped: 'the time was over', failed: [] }

/** Answers in turn, the last one for ever; an error is thrown. */
function answers(...all: unknown[]): Task & { events: Event[] } {
  const events: Event[] = []
  const task = ({ Payload }: Invocation) => {
    events.push(Payload)
    const answer = all[Math.min(events.length, all.length) - 1]
    if (answer instanceof Error) throw answer
    return { Payload: answer }
  }
  return Object.assign(task, { events })
}

/** A person who decides, and what they were asked. */
function person(decide: () => unknown): Task & { asked: Message[] } {
  const asked: Message[] = []
  return Object.assign(
    (message: Message) => {
      asked.push(message)
      return decide()
    },
    { asked },
  )
}
const approving = () => person(() => ({ by: 'Ada' }))

const review = (tasks: { Plan: Task; AskPerson: Task; Apply: Task }, input: object = { stack: 'staff' }) => runStateMachine('review', input, tasks)

describe('a review', () => {
  test('applies the plan that a person approved, and that one', async () => {
    const [Plan, AskPerson, Apply] = [answers(PLANNED), approving(), answers(APPLIED)]

    const { output } = await review({ Plan, AskPerson, Apply })

    expect(output).toEqual(APPLIED)
    expect(Plan.events).toEqual([{ operation: 'plan', stack: 'staff' }])
    expect(Apply.events).toEqual([{ operation: 'apply', stack: 'staff', plan: 's3://states/pending/d1.json' }])
  })

  test('tells the person what it is about and which two commands decide, and gives no link', async () => {
    const AskPerson = approving()

    await review({ Plan: answers({ ...PLANNED, blocked: true, verdicts: ['limits.remove_users: 30 of 100'] }), AskPerson, Apply: answers(APPLIED) })

    expect(AskPerson.asked).toHaveLength(1)
    const { Subject, Message: text } = AskPerson.asked[0] as Message
    expect(Subject.length).toBeLessThanOrEqual(100)
    expect(text).toBe(
      [
        'The plan of stack staff waits for a person: 2 changes.',
        '',
        '{"users":{"create":2}}',
        '',
        'What policy stops: ["limits.remove_users: 30 of 100"]',
        ' ',
        '',
        'Read it:',
        '  idpscim show s3://states/pending/d1.json',
        'Approve it, and it is applied:',
        `  aws stepfunctions send-task-success --region eu-west-1 --task-output '{"by": "YOUR NAME"}' --task-token a-task-token`,
        'Refuse it, and nothing is:',
        "  aws stepfunctions send-task-failure --region eu-west-1 --error Refused --cause 'WHY' --task-token a-task-token",
        '',
        'What policy stops needs more than this: idpscim approve first, as the plan itself says, and then the command above.',
        'The question stands for three days; the plan expires at 2026-03-09T12:00:00Z.',
      ].join('\n'),
    )
    expect(text).not.toContain('http')
  })

  test('ends without a question where there is nothing to do', async () => {
    const [AskPerson, Apply] = [approving(), answers(APPLIED)]

    const { output } = await review({ Plan: answers({ status: 'unchanged', stack: 'staff', planId: 'p0' }), AskPerson, Apply })

    expect(output).toEqual({ status: 'unchanged', stack: 'staff', planId: 'p0' })
    expect([AskPerson.asked, Apply.events]).toEqual([[], []])
  })

  test('refused, it changes nothing and says why', async () => {
    const Apply = answers(APPLIED)
    const AskPerson = person(() => {
      throw new TaskError('Refused', 'Bob stays')
    })

    const { output } = await review({ Plan: answers(PLANNED), AskPerson, Apply })

    expect(output).toEqual({ status: 'refused', stack: 'staff', plan: PLANNED.plan, refusal: { Error: 'Refused', Cause: 'Bob stays' } })
    expect(Apply.events).toEqual([])
  })

  test('answered by nobody, it changes nothing and fails, so that somebody hears of it', async () => {
    const Apply = answers(APPLIED)
    const AskPerson = person(() => {
      throw new TaskError('States.Timeout', '')
    })

    expect(await review({ Plan: answers(PLANNED), AskPerson, Apply })).toEqual({ failure: 'NobodyAnswered' })
    expect(Apply.events).toEqual([])
  })

  test('asks nobody about a plan that policy lets pass, where it is told to', async () => {
    const AskPerson = approving()

    const { output } = await review({ Plan: answers(PLANNED), AskPerson, Apply: answers(APPLIED) }, { stack: 'staff', ask: 'blocked' })

    expect([output, AskPerson.asked]).toEqual([APPLIED, []])
  })

  test('asks about one that policy stops, whatever it is told', async () => {
    const AskPerson = approving()

    await review({ Plan: answers({ ...PLANNED, blocked: true }), AskPerson, Apply: answers(APPLIED) }, { stack: 'staff', ask: 'blocked' })

    expect(AskPerson.asked).toHaveLength(1)
  })

  test('goes on with the same plan until it is done', async () => {
    const Apply = answers(INCOMPLETE, INCOMPLETE, APPLIED)

    const { output } = await review({ Plan: answers(PLANNED), AskPerson: approving(), Apply })

    expect(output).toEqual(APPLIED)
    expect(Apply.events).toEqual(Array.from({ length: 3 }, () => ({ operation: 'apply', stack: 'staff', plan: PLANNED.plan })))
  })

  test('goes on so for a hundred turns, and no longer', async () => {
    const Apply = answers(INCOMPLETE)

    expect(await review({ Plan: answers(PLANNED), AskPerson: approving(), Apply })).toEqual({ failure: 'StillIncomplete' })
    expect(Apply.events).toHaveLength(100)
  })

  test('waits for a lock that another holds', async () => {
    const held = new TaskError('LeaseHeld', 'held by another')
    const Apply = answers(held, held, APPLIED)

    expect((await review({ Plan: answers(held, PLANNED), AskPerson: approving(), Apply })).output).toEqual(APPLIED)
    expect(Apply.events).toHaveLength(3)
  })

  test('resumes after an invocation that died', async () => {
    const Apply = answers(new TaskError('Sandbox.Timedout', ''), new TaskError('Runtime.ExitError', ''), APPLIED)

    expect((await review({ Plan: answers(PLANNED), AskPerson: approving(), Apply })).output).toEqual(APPLIED)
  })

  test('plans anew when the world moved, and asks nobody twice about the same changes', async () => {
    const AskPerson = approving()
    const Apply = answers(new TaskError('StalePlan', 'the state moved on'), APPLIED)

    const { output } = await review({ Plan: answers(PLANNED, { ...PLANNED, planId: 'p2' }), AskPerson, Apply })

    expect([output, AskPerson.asked.length, Apply.events.length]).toEqual([APPLIED, 1, 2])
  })

  test('asks again when the new plan has other changes', async () => {
    const AskPerson = approving()
    const other = { ...PLANNED, plan: 's3://states/pending/d2.json', changesDigest: 'd2' }
    const Apply = answers(new TaskError('StalePlan', 'the state moved on'), APPLIED)

    await review({ Plan: answers(PLANNED, other), AskPerson, Apply })

    expect(AskPerson.asked).toHaveLength(2)
    expect(Apply.events.map(({ plan }) => plan)).toEqual([PLANNED.plan, other.plan])
  })

  test('gives up on a world that moves under three plans', async () => {
    const Plan = answers(PLANNED)

    expect(await review({ Plan, AskPerson: approving(), Apply: answers(new TaskError('StalePlan', '')) })).toEqual({ failure: 'KeepsMoving' })
    expect(Plan.events).toHaveLength(3)
  })

  test('asks again, with the reason, where the token was given and a signature is still missing', async () => {
    const AskPerson = approving()
    const Apply = answers(new TaskError('PolicyBlocked', 'approvals: 0 of 1'), APPLIED)

    expect((await review({ Plan: answers(PLANNED), AskPerson, Apply })).output).toEqual(APPLIED)
    expect(AskPerson.asked[1]?.Message).toContain('PolicyBlocked')
  })

  test('fails with what stopped it where nothing else would help', async () => {
    expect(await review({ Plan: answers(new TaskError('SourceIncomplete', '')), AskPerson: approving(), Apply: answers(APPLIED) })).toEqual({ failure: 'SourceIncomplete' })
    expect(await review({ Plan: answers(PLANNED), AskPerson: approving(), Apply: answers(new TaskError('ApplyIncomplete', '')) })).toEqual({ failure: 'ApplyIncomplete' })
  })
})

describe('a fleet', () => {
  /** As Step Functions tells the end of an execution inside another. */
  const failing = (error: string) => new TaskError('States.TaskFailed', JSON.stringify({ Error: error, Cause: 'as it says', ExecutionArn: `execution-of-${error}`, Status: 'FAILED' }))
  const outcomes: Record<string, () => unknown> = {
    a: () => ({ Output: { status: 'applied' } }),
    b: () => {
      throw failing('NobodyAnswered')
    },
    c: () => ({ Output: { status: 'unchanged' } }),
    d: () => {
      throw new TaskError('StepFunctions.AccessDeniedException', 'not authorized')
    },
    e: () => ({ Output: { status: 'refused' } }),
  }
  const fleet = async (input: object, outcome = (stack: string) => outcomes[stack]?.()) => {
    const begun: { stack: string; ask: string }[] = []
    const told: Message[] = []
    const Review = ({ Input: { stack, ask } }: { Input: { stack: string; ask: string } }) => {
      begun.push({ stack, ask })
      return outcome(stack)
    }
    const run = await runStateMachine('fleet', input, { Review, TellFailures: (message: Message) => void told.push(message) })
    return { ...run, begun, told }
  }

  test('reviews every stack, and one that fails stops no other', async () => {
    const { begun, failure } = await fleet({ stacks: ['a', 'b', 'c', 'd', 'e'] })

    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e'].map((stack) => ({ stack, ask: 'always' })))
    expect(failure).toBe('SomeFailed')
  })

  test('tells at the end which failed, of what, and where it stands', async () => {
    const { told } = await fleet({ stacks: ['a', 'b', 'c', 'd', 'e'] })

    expect(told.map(({ Message: text }) => text)).toEqual([
      `2 of 5 stacks failed; the others went on.\n\n${JSON.stringify([
        { stack: 'b', outcome: 'failed', error: 'NobodyAnswered', execution: 'execution-of-NobodyAnswered' },
        { stack: 'd', outcome: 'failed', error: 'StepFunctions.AccessDeniedException', execution: 'none' },
      ])}`,
    ])
  })

  test('ends well where all did, and a refusal is no failure', async () => {
    const { output, told } = await fleet({ stacks: ['a', 'c', 'e'], ask: 'blocked' })

    expect(output).toEqual([
      { stack: 'a', outcome: 'applied' },
      { stack: 'c', outcome: 'unchanged' },
      { stack: 'e', outcome: 'refused' },
    ])
    expect(told).toEqual([])
  })
})

describe('the template of both', async () => {
  const { Resources } = evaluate(await readTemplate('examples/step-functions/template.yaml'), { FunctionArn: SUBSTITUTIONS['FunctionArn'], Stacks: ['a', 'b'] })

  test.each([
    ['review', 'Review'],
    ['fleet', 'Fleet'],
  ])('gives the definition of the %s all that it leaves open', async (name, id) => {
    const { DefinitionUri, DefinitionSubstitutions } = Resources[id]?.Properties as { DefinitionUri: string; DefinitionSubstitutions: Record<string, string> }
    const text = JSON.stringify(await definitionOf(name))
    const open = new Set([...(await readFile(`examples/step-functions/${DefinitionUri}`, 'utf8')).matchAll(/\$\{(\w+)\}/g)].map(([, key = '']) => key))

    expect(DefinitionUri).toBe(`${name}.asl.json`)
    expect(text).not.toContain('${')
    expect(Object.keys(DefinitionSubstitutions).sort()).toEqual([...open].sort())
  })

  test('begins the fleet with a list of names', () => {
    const { Events } = Resources['Fleet']?.Properties as { Events: { Schedule: { Properties: { Input: string } } } }

    expect(JSON.parse(Events.Schedule.Properties.Input)).toEqual({ stacks: ['a', 'b'], ask: 'always' })
  })

  test('lets nobody decide but those who are given that right', () => {
    const { PolicyDocument } = Resources['Approvers']?.Properties as { PolicyDocument: { Statement: unknown[] } }

    expect(PolicyDocument.Statement).toEqual([{ Sid: 'Decide', Effect: 'Allow', Action: ['states:SendTaskSuccess', 'states:SendTaskFailure'], Resource: '<Review>' }])
    expect(JSON.stringify({ ...Resources, Approvers: {} })).not.toContain('SendTask')
  })
})
