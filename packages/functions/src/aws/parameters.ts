/** The parameter store (SSM): what operators and the deployment keep for a stage. */
import * as z from 'zod'
import { jsonCall } from './json-call.ts'
import type { AwsCall } from './signed-call.ts'

const Answer = z.object({ Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })) })

/** The values of those that exist, decrypted, by name; one call, which takes ten names at most. */
export async function readParameters(call: AwsCall, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map()
  const { Parameters } = await jsonCall(call, Answer, {
    service: 'ssm',
    target: 'AmazonSSM.GetParameters',
    body: { Names: names, WithDecryption: true }
  })
  return new Map(Parameters.map(({ Name, Value }) => [Name, Value]))
}
