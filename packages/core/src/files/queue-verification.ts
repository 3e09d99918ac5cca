/** Handing a verification to the queue: its record first, so that the job never finds nothing, then the job. */

import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import type { JsonObject } from '../stores/registry.ts'
import type { VerificationJob } from '../stores/verification-queue.ts'
import type { Upload } from './upload.ts'
import {
  isAtWork,
  leaseTime,
  readVerification,
  type VerificationRecord,
  verificationKey
} from './verification-record.ts'

export const jobOf = (zone: Zone, { hash, uploadId }: Upload): VerificationJob => ({ zone: zone.name, hash, uploadId })

export async function queueVerification(
  deps: GatewayDeps,
  zone: Zone,
  upload: Upload,
  facts: RequestFacts
): Promise<void> {
  const job = jobOf(zone, upload)
  await claim(deps, job, {
    state: 'running',
    size: upload.size,
    leaseUntil: deps.now() + leaseTime,
    leaseHolder: 'queue',
    attempt: deps.randomHex(8),
    ...(upload.hidden ? { hidden: true } : {}),
    ...defined({ parts: upload.parts, registrant: upload.registrant, name: upload.name, sha256: upload.sha256 }),
    facts
  })
  await deps.verificationQueue.send(job)
}

/** s: longer than a request that puts content in its place. */
const afterRequest = 60

/** For content that its store vouches for, before it is in its place: nothing lies there that no worker will look at. */
export const queueInspection = (deps: GatewayDeps, zone: Zone, upload: Upload, facts: RequestFacts): Promise<void> =>
  deps.verificationQueue.send(
    { ...jobOf(zone, upload), inspect: { size: upload.size, facts } },
    { after: afterRequest }
  )

/** Writes the record, whatever was there, but for a worker's that is at it. */
async function claim(
  deps: GatewayDeps,
  job: VerificationJob,
  record: Extract<VerificationRecord, { state: 'running' }>
): Promise<void> {
  const key = verificationKey(job)
  const value: JsonObject = { ...record, facts: { ...record.facts } }
  for (let tries = 0; tries < 5; tries++) {
    if ((await deps.registry.create(key, value)).created) return
    const known = await readVerification(deps.registry, job)
    if (known === undefined) continue
    const { record: other } = known
    if (isAtWork(other, deps.now())) return
    // What a run handed on was hashed, whoever queues it once more.
    const progress = other.state === 'running' ? other.progress : undefined
    if ((await deps.registry.replace(key, { ...value, ...defined({ progress }) }, known.version)) !== undefined) return
  }
  throw errors.storeUnavailable('the registry', new Error('others kept changing the verification'))
}
