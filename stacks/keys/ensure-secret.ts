/**
 * CloudFormation's custom resource Custom::KeptKey: a parameter with 32 random bytes, made where it is absent and never
 * changed or removed afterwards. With `reveal` its value is told to the stack that asked, and shown nowhere.
 */
import { randomBytes } from 'node:crypto'
import { request } from 'node:https'
import { GetParameterCommand, ParameterAlreadyExists, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { readRotatingKey } from '@kachery-gateway/functions/lambda/rotating-key.ts'
import * as z from 'zod'

const CustomResourceEvent = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
  ResourceProperties: z.object({ parameter: z.string(), reveal: z.enum(['true', 'false']) })
})
type CustomResourceEvent = z.infer<typeof CustomResourceEvent>

export async function handler(sent: unknown): Promise<void> {
  const event = CustomResourceEvent.parse(sent)
  try {
    const value = event.RequestType === 'Delete' ? undefined : await keep(event.ResourceProperties.parameter)
    await respond(event, 'SUCCESS', event.ResourceProperties.reveal === 'true' && value !== undefined ? { value } : {})
  } catch (error) {
    await respond(event, 'FAILED', {}, error instanceof Error ? error.message : String(error))
  }
}

async function keep(name: string): Promise<string | undefined> {
  const ssm = new SSMClient({})
  try {
    await ssm.send(
      new PutParameterCommand({
        Name: name,
        Type: 'SecureString',
        Value: randomBytes(32).toString('hex'),
        Overwrite: false
      })
    )
  } catch (error) {
    if (!(error instanceof ParameterAlreadyExists)) throw error
  }
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }))
  // While it is rotated, the one in use.
  return Parameter?.Value === undefined ? undefined : readRotatingKey(Parameter.Value).current
}

async function respond(
  event: CustomResourceEvent,
  status: 'SUCCESS' | 'FAILED',
  data: Record<string, string>,
  reason?: string
): Promise<void> {
  const body = JSON.stringify({
    Status: status,
    Reason: reason,
    PhysicalResourceId: event.PhysicalResourceId ?? event.ResourceProperties.parameter,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: true,
    Data: data
  })
  const { hostname, pathname, search } = new URL(event.ResponseURL)
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) }
  await new Promise<void>((resolve, reject) => {
    const put = request({ hostname, path: pathname + search, method: 'PUT', headers }, response => {
      response.resume()
      response.on('end', () => resolve())
    })
    put.on('error', reject)
    put.end(body)
  })
}
