/** What waits in the queues, and what was set aside. */
import type { Queues } from '../../aws/queues.ts'
import type { StackResource } from '../../aws/stacks.ts'
import { type Finding, right, wrong } from '../finding.ts'

const about = 'queues'
/** s; as the alarms have it. */
const tooOld = 3600

export async function checkQueues(
  queues: Queues,
  now: () => number,
  resources: () => Promise<StackResource[]>
): Promise<Finding[]> {
  const urls = (await resources())
    .filter(({ type }) => type === 'AWS::SQS::Queue')
    .map(({ logicalId, physicalId }) => ({
      url: physicalId,
      deadLetters: /deadletters/i.test(logicalId),
      name: /^verifications/i.test(logicalId) ? 'verifications' : /^job/i.test(logicalId) ? 'runs of jobs' : 'log items'
    }))
  if (urls.length === 0) return [wrong(about, 'the stage has none', 'deploy again')]
  const findings = await Promise.all(
    urls.map(({ url, deadLetters, name }) =>
      deadLetters ? setAside(queues, url, name) : waiting(queues, url, name, now())
    )
  )
  return findings.flat()
}

async function setAside(queues: Queues, url: string, name: string): Promise<Finding[]> {
  const count = await queues.messages(url)
  if (count === 0) return [right(about, `no ${name} were set aside`)]
  return [
    wrong(
      about,
      `${count} ${name} were set aside after all tries`,
      name === 'runs of jobs'
        ? 'the log of the job says why; its next run continues, so delete the messages then'
        : 'the log of the worker says why; then redrive the dead-letter queue in the SQS console'
    )
  ]
}

async function waiting(queues: Queues, url: string, name: string, now: number): Promise<Finding[]> {
  const [count, oldest = 0] = await Promise.all([queues.messages(url), queues.oldest(url, now)])
  if (count === 0) return [right(about, `no ${name} wait`)]
  const said = `${count} ${name} wait${oldest === 0 ? '' : `, the oldest for ${Math.round(oldest / 60)} min`}`
  if (oldest <= tooOld) return [right(about, said)]
  return [
    wrong(
      about,
      said,
      name === 'log items'
        ? 'the ephemeral store takes none: see the log of the function replayLogItems; they are kept for 14 days'
        : 'see the log of the function verifyUpload'
    )
  ]
}
