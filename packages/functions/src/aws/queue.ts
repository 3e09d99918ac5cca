/** Queues (SQS). */
import { defined } from '@kachery-gateway/core/defined.ts'
import * as z from 'zod'
import { jsonCall } from './json-call.ts'
import type { AwsCall } from './signed-call.ts'

/** bytes of a message */
export const maxMessageBytes = 262_144

/** ms of each of two tries: what is not kept fails its request, so it is waited for as long as a request allows. */
const sendLimit = 2_500

/** The message is durable when the promise resolves, perhaps twice. `after`: s until it is delivered. Throws where it is too large. */
export async function sendMessage(call: AwsCall, queueUrl: string, message: object, after?: number): Promise<void> {
  const body = JSON.stringify(message)
  const bytes = Buffer.byteLength(body)
  if (bytes > maxMessageBytes) {
    throw new Error(`the message has ${bytes} bytes; a queue takes at most ${maxMessageBytes} in one`)
  }
  await jsonCall(call, z.object({ MessageId: z.string() }), {
    service: 'sqs',
    target: 'AmazonSQS.SendMessage',
    body: { QueueUrl: queueUrl, MessageBody: body, ...defined({ DelaySeconds: after }) },
    timeLimit: sendLimit
  })
}

/** When a message that was received, and is not done, is delivered again, at most 43,200 s from now. */
export async function deliverAgainIn(
  call: AwsCall,
  queueUrl: string,
  receiptHandle: string,
  seconds: number
): Promise<void> {
  await jsonCall(call, z.unknown(), {
    service: 'sqs',
    target: 'AmazonSQS.ChangeMessageVisibility',
    body: { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }
  })
}
