/** What runs a function on AWS's Node.js runtimes, in as few lines: asks the runtime API for the next event, calls the handler, posts what came of it (Lambda Developer Guide, "Using the Lambda runtime API"). */
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`
const post = (path, body, headers = {}) => fetch(`${api}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })

/** As AWS's client tells an error. */
function failure(error) {
  const told = error instanceof Error ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') } : { errorType: typeof error, errorMessage: String(error), trace: [] }
  return [told, { 'Lambda-Runtime-Function-Error-Type': told.errorType }]
}

const [file, exported] = process.env._HANDLER.split('.')
let handler
try {
  handler = (await import(pathToFileURL(join(process.env.LAMBDA_TASK_ROOT, `${file}.mjs`))))[exported]
} catch (error) {
  await post('/init/error', ...failure(error))
  process.exit(1)
}

for (;;) {
  const next = await fetch(`${api}/invocation/next`)
  const id = next.headers.get('Lambda-Runtime-Aws-Request-Id')
  const deadline = Number(next.headers.get('Lambda-Runtime-Deadline-Ms'))
  const event = await next.json()
  try {
    await post(`/invocation/${id}/response`, (await handler(event, { awsRequestId: id, getRemainingTimeInMillis: () => deadline - Date.now() })) ?? null)
  } catch (error) {
    await post(`/invocation/${id}/error`, ...failure(error))
  }
}
