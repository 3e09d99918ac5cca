/** Another function of the deployment (Lambda), invoked for its answer. */
import { type AwsCall, AwsCallFailed, type AwsRequest, failureOf } from './signed-call.ts'

/**
 * What it answers, JSON. Throws AwsCallFailed where it failed, where as many as may run at once are running (429), or
 * where no answer came within `timeLimit` ms.
 */
export async function invokeFunction(call: AwsCall, name: string, payload: string, timeLimit: number): Promise<string> {
  const request: AwsRequest = {
    service: 'lambda',
    action: 'Invoke',
    path: `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`,
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'RequestResponse' },
    body: payload,
    timeLimit
  }
  const answer = await call(request)
  if (answer.status !== 200) throw new AwsCallFailed(request, failureOf(answer))
  const failed = answer.headers.get('x-amz-function-error')
  if (failed !== null) throw new AwsCallFailed(request, `the function failed (${failed.slice(0, 40)})`)
  return answer.text
}
