/** What waits: verifications too large for a request, and log items that the database did not take. */
import type { QueueName } from '@kachery-gateway/functions/lambda/functions.ts'
import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { App, Stack } from 'sst/constructs'
import { accept } from './accepted-findings.ts'
import { gatewayStack } from './gateway-stack.ts'

export type Queues = Record<QueueName, { queue: Queue; deadLetters: Queue }>

export function queues(app: App): Queues {
  const stack = gatewayStack(app, 'queues', 'What a Kachery gateway does later')
  return {
    // Longer than its worker may take: a verification is not begun twice at once. One that fails is tried five times.
    verifications: queue(stack, 'verifications', { seconds: 930, tries: 5 }),
    // While the database is away an item is tried every ten minutes for a week, then set aside.
    logItems: queue(stack, 'log-items', { seconds: 600, tries: 1000 })
  }
}

function queue(stack: Stack, id: string, { seconds, tries }: { seconds: number; tries: number }) {
  const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) }
  const deadLetters = new Queue(stack, `${id}-dead-letters`, common)
  accept(deadLetters, 'AwsSolutions-SQS3', 'It is itself where undelivered messages go.')
  return {
    deadLetters,
    queue: new Queue(stack, id, {
      ...common,
      visibilityTimeout: Duration.seconds(seconds),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: tries }
    })
  }
}
