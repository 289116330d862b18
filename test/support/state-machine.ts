/** State machines of the examples, run by an interpreter that nobody here wrote. */
import { readFile } from 'node:fs/promises'

// It asks for Node 22, and of that needs this alone.
type Resolvers = { promise: Promise<unknown>; resolve: (value: unknown) => void; reject: (reason: unknown) => void }
;(Promise as unknown as { withResolvers?: () => Resolvers }).withResolvers ??= () => {
  let resolve: Resolvers['resolve'] = () => undefined
  let reject: Resolvers['reject'] = () => undefined
  const promise = new Promise((done, fail) => ([resolve, reject] = [done, fail]))
  return { promise, resolve, reject }
}
const { StateMachine } = await import('aws-local-stepfunctions')

export const SUBSTITUTIONS: Readonly<Record<string, string>> = {
  Partition: 'aws',
  Region: 'eu-west-1',
  FunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:idpscim',
  TopicArn: 'arn:aws:sns:eu-west-1:111122223333:questions',
  ReviewArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:review',
}

/** As SAM puts `DefinitionSubstitutions` in; one that the template does not give stays, and is then no definition. */
export async function definitionOf(name: string): Promise<Record<string, unknown>> {
  const text = await readFile(`examples/step-functions/${name}.asl.json`, 'utf8')
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, (whole, key: string) => SUBSTITUTIONS[key] ?? whole)) as Record<string, unknown>
}

/** What a task does with its parameters; it throws `TaskError` to fail. */
export type Task = (parameters: never) => unknown

/** Its name is the error's name in the language of states, and its message the cause. */
export class TaskError extends Error {
  constructor(name: string, cause: string) {
    super(cause)
    this.name = name
  }
}

export interface Run {
  output?: unknown
  /** The error's name, of an execution that failed. */
  failure?: string
}

/** Each definition is checked once. */
const machines = new Map<string, InstanceType<typeof StateMachine>>()

/** Runs to the end; retries wait for nothing. */
export async function runStateMachine(name: string, input: unknown, tasks: Readonly<Record<string, Task>>): Promise<Run> {
  const machine = machines.get(name) ?? new StateMachine((await definitionOf(name)) as never)
  machines.set(name, machine)
  const { result, eventLogs } = machine.run(input as never, {
    context: { Execution: { Id: 'execution-1', Input: input }, Task: { Token: 'a-task-token' } } as never,
    overrides: {
      taskResourceLocalHandlers: tasks as never,
      retryIntervalOverrides: Object.fromEntries(Object.keys(tasks).map((state) => [state, 0])),
    },
  })
  const ended = result.then(
    (output) => ({ output }),
    () => undefined,
  )
  let failure = ''
  for await (const event of eventLogs) if (event.type === 'ExecutionFailed') failure = event.Error
  return (await ended) ?? { failure }
}
