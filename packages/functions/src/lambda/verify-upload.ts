/** The Lambda function that verifies uploads which are too large for a request, one after the other. */
import { runVerification } from '@kachery-gateway/core/files/run-verification.ts'
import { VerificationJob } from '@kachery-gateway/core/files/verification-queue.ts'
import type { Gateway } from '../http/route.ts'
import { bodyOf, type Message, queueFunction } from './queue-function.ts'
import type { Outside } from './running-gateway.ts'

/** ms that a job must have left to be begun, and that letting go of it takes. */
const leastTime = 120_000
const timeToLetGo = 10_000
/** s until a job is tried again. */
const againIn = 60
const againAtOnce = 1

export const verifyUpload = (outside?: Outside) =>
  queueFunction(
    'verifyUpload',
    {
      queueUrl: environment => environment.VERIFICATIONS_QUEUE_URL,
      async work(gateway, messages, timeLeft) {
        const undone = new Map<Message, number>()
        const enough = Math.min(leastTime, timeLeft() / 2)
        for (const message of messages) {
          if (timeLeft() < enough) {
            undone.set(message, againAtOnce)
            continue
          }
          if (!(await verified(gateway, message, timeLeft() - timeToLetGo))) undone.set(message, againIn)
        }
        return undone
      }
    },
    outside
  )

async function verified(gateway: Gateway, message: Message, ms: number): Promise<boolean> {
  const job = bodyOf(VerificationJob, message)
  if (job === undefined) {
    gateway.report('error', 'verification.not_a_job', { message: message.id })
    return false
  }
  const { zone, hash } = job
  try {
    return (await runVerification(gateway, job, { giveUpAfter: ms })) === 'done'
  } catch (error) {
    gateway.report('error', 'verification.failed', { zone, hash, reason: String(error) })
    return false
  }
}

export const handler = verifyUpload()
