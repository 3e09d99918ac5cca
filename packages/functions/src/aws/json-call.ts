/** Calls in the JSON protocol that most services of AWS speak: an action's name in a header, JSON there and back. */
import type * as z from 'zod'
import { type AwsCall, AwsCallFailed, type AwsRequest, failureOf } from './signed-call.ts'

interface JsonRequest {
  service: 'sqs' | 'ssm'
  /** `AmazonSQS.SendMessage` */
  target: string
  body: object
  /** ms of each try */
  timeLimit?: number
  /** ms before each further try */
  pauses?: readonly number[]
}

/** Throws AwsCallFailed for any answer but success. */
export async function jsonCall<T>(
  call: AwsCall,
  schema: z.ZodType<T>,
  { service, target, body, ...limits }: JsonRequest
): Promise<T> {
  const request: AwsRequest = {
    service,
    action: target.slice(target.indexOf('.') + 1),
    headers: { 'content-type': `application/x-amz-json-${service === 'sqs' ? '1.0' : '1.1'}`, 'x-amz-target': target },
    body: JSON.stringify(body),
    ...limits
  }
  const answer = await call(request)
  if (answer.status !== 200) throw new AwsCallFailed(request, failureOf(answer))
  const parsed = schema.safeParse(jsonOf(answer.text))
  if (!parsed.success) throw new AwsCallFailed(request, 'an answer that is none')
  return parsed.data
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
