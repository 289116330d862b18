/** Deployed functions, for tests. */
import { afterEach } from 'vitest'
import { deploy, type LambdaFunction } from './lambda-api.js'
import { temporaryFolder } from './temporary-folder.js'

export type { FunctionError, Invoking, LambdaFunction, Outcome } from './lambda-api.js'

/** For a whole file: deploys functions, and ends them after each test. */
export function useFunctions(): (env: NodeJS.ProcessEnv) => Promise<LambdaFunction> {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    await Promise.all(endings.splice(0).map((end) => end()))
  })
  return async (env) => {
    const { fn, end } = await deploy(await temporaryFolder(), env)
    endings.push(end)
    return fn
  }
}
