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
    // Longer than its worker may take: a verification is not begun twice at once. One that fails comes again after 1 to
    // 15 min, for about four hours.
    verifications: queue(stack, 'verifications', { seconds: 930, tries: 20 }),
    // While the database is away an item comes again after 1 to 60 min, for as long as the queue keeps it.
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
