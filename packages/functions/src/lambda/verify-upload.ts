/** The Lambda function that verifies uploads which are too large for a request, one after the other. */
import { runVerification } from '@kachery-gateway/core/files/run-verification.ts'
import { VerificationJob } from '@kachery-gateway/core/stores/verification-queue.ts'
import type { Gateway } from '../http/route.ts'
import { bodyOf, laterAndLater, type Message, queueFunction } from './queue-function.ts'
import type { Overrides } from './running-gateway.ts'

/** ms that a job must have left to be begun, and that letting go of it takes. */
const leastTime = 120_000
const timeToLetGo = 10_000
/** s until a job is tried again: as long as a lease, and longer and longer. */
const againIn = { first: 60, most: 900 }
const atOnce = 1

export const verifyUpload = (overrides?: Overrides) =>
  queueFunction(
    'verifyUpload',
    {
      queueUrl: environment => environment.VERIFICATIONS_QUEUE_URL,
      async work(gateway, messages, timeLeft) {
        const undone = new Map<Message, number>()
        const enough = Math.min(leastTime, timeLeft() / 2)
        for (const message of messages) {
          if (timeLeft() < enough) {
            undone.set(message, atOnce)
            continue
          }
          const job = bodyOf(VerificationJob, message)
          if (job === undefined) {
            // Once: it comes again until it is put aside.
            if (message.deliveries <= 1) gateway.logger.error('verification.not_a_job', { message: message.id })
            undone.set(message, atOnce)
          } else if (!(await verified(gateway, job, timeLeft() - timeToLetGo))) {
            undone.set(message, laterAndLater(message, againIn.first, againIn.most))
          }
        }
        return undone
      }
    },
    overrides
  )

async function verified(gateway: Gateway, job: VerificationJob, ms: number): Promise<boolean> {
  const { zone, hash } = job
  try {
    return (await runVerification(gateway, job, { giveUpAfter: ms })) === 'done'
  } catch (error) {
    gateway.logger.error('verification.failed', { zone, hash, reason: String(error) })
    return false
  }
}

export const handler = verifyUpload()
