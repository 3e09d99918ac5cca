/** The parameter store (SSM): what operators and the deployment keep for a stage. */
import * as z from 'zod'
import { jsonCall } from './json-call.ts'
import type { AwsCall } from './signed-call.ts'

const Answer = z.object({ Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })) })

/** Names that one call takes. */
const batch = 10

/**
 * ms between four tries: the store takes 40 reads a second of an account, and functions that start at once all read.
 * https://docs.aws.amazon.com/general/latest/gr/ssm.html
 */
const pauses = [100, 300, 900]

/** Encrypted, in place of what is there. Throws AwsCallFailed. */
export async function writeParameter(call: AwsCall, name: string, value: string): Promise<void> {
  await jsonCall(call, z.unknown(), {
    service: 'ssm',
    target: 'AmazonSSM.PutParameter',
    body: { Name: name, Value: value, Type: 'SecureString', Overwrite: true },
    pauses
  })
}

/** The values of those that exist, decrypted, by name. */
export async function readParameters(call: AwsCall, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>()
  for (let at = 0; at < names.length; at += batch) {
    const { Parameters } = await jsonCall(call, Answer, {
      service: 'ssm',
      target: 'AmazonSSM.GetParameters',
      body: { Names: names.slice(at, at + batch), WithDecryption: true },
      pauses
    })
    for (const { Name, Value } of Parameters) values.set(Name, Value)
  }
  return values
}
