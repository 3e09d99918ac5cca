/** A small text in a bucket of the deployment's own. */
import { type AwsCall, AwsCallFailed, type AwsRequest, failureOf } from './signed-call.ts'

/**
 * undefined: there is no such object. S3 says so only to those who may list the bucket, and 403 to others. Throws
 * AwsCallFailed for any other answer.
 */
export async function readTextObject(call: AwsCall, bucket: string, key: string): Promise<string | undefined> {
  const request: AwsRequest = { service: 's3', action: 'GetObject', method: 'GET', path: `/${bucket}/${key}` }
  const answer = await call(request)
  if (answer.status === 404 && failureOf(answer).endsWith(' NoSuchKey')) return undefined
  if (answer.status !== 200) throw new AwsCallFailed(request, failureOf(answer))
  return answer.text
}
