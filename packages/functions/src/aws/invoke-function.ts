/** Another function of the deployment (Lambda): invoked for its answer, or started. */
import { headerOf } from '@kachery-gateway/core/stores/http-request.ts'
import { type AwsCall, AwsCallFailed, type AwsRequest, failureOf } from './signed-call.ts'

/**
 * What it answers, JSON. Throws AwsCallFailed where it failed, where as many as may run at once are running (429), or
 * where no answer came within `timeLimit` ms.
 */
export async function invokeFunction(call: AwsCall, name: string, payload: string, timeLimit: number): Promise<string> {
  const request: AwsRequest = { ...requestFor(name, payload, 'RequestResponse'), timeLimit }
  const answer = await call(request)
  if (answer.status !== 200) throw new AwsCallFailed(request, failureOf(answer))
  const failed = headerOf(answer.headers, 'x-amz-function-error')
  if (failed !== undefined) throw new AwsCallFailed(request, `the function failed (${failed.slice(0, 40)})`)
  return answer.text
}

/** Lambda has taken it over when the promise resolves, and sees to it that it runs. Throws AwsCallFailed. */
export async function startFunction(call: AwsCall, name: string, payload: string): Promise<void> {
  const request = requestFor(name, payload, 'Event')
  const answer = await call(request)
  if (answer.status !== 202) throw new AwsCallFailed(request, failureOf(answer))
}

const requestFor = (name: string, payload: string, how: 'Event' | 'RequestResponse'): AwsRequest => ({
  service: 'lambda',
  action: 'Invoke',
  path: `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`,
  headers: { 'content-type': 'application/json', 'x-amz-invocation-type': how },
  body: payload
})
