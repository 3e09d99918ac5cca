/** A question to a service of AWS whose SDK is not here, in the JSON protocol. */
import { failureOf, signedCalls } from '@kachery-gateway/functions/aws/signed-call.ts'
import type * as z from 'zod'
import type { AwsPlace } from './connection.ts'
import { plainCredentials } from './credentials.ts'

interface Question {
  service: 'ce' | 'logs'
  /** `Logs_20140328.FilterLogEvents` */
  target: string
  body: object
  /** Where the service answers, if that is one region for all; absent: the place's. */
  region?: string
}

/** Throws an Error that has AWS's name for the failure, for `asking`. */
export async function jsonQuestion<T>(place: AwsPlace, schema: z.ZodType<T>, question: Question): Promise<T> {
  const { service, target, body, region = place.region } = question
  const call = signedCalls({ ...place, region, credentials: await plainCredentials(place), timeLimit: 8_000 })
  const answer = await call({
    service,
    action: target.slice(target.indexOf('.') + 1),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(body)
  })
  if (answer.status !== 200) {
    const name = failureOf(answer).split(' ').at(-1) ?? ''
    throw Object.assign(new Error(answer.text), { name })
  }
  return schema.parse(JSON.parse(answer.text))
}
