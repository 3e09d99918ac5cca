/** Handing a verification to the queue: its record first, so that the job never finds nothing, then the job. */
import type { RequestFacts } from '../activity/log-item.ts'
import type { GatewayDeps } from '../deps.ts'
import type { JsonObject } from '../stores/registry.ts'
import type { Zone } from '../zones/zone.ts'
import type { Upload } from './upload.ts'
import type { VerificationJob } from './verification-queue.ts'
import { leaseTime, readVerification, type VerificationRecord, verificationKey } from './verification-record.ts'

export const jobOf = (zone: Zone, { hash, uploadId }: Upload): VerificationJob => ({ zone: zone.name, hash, uploadId })

export async function queueVerification(
  deps: GatewayDeps,
  zone: Zone,
  upload: Upload,
  facts: RequestFacts
): Promise<void> {
  const job = jobOf(zone, upload)
  const record: VerificationRecord = {
    state: 'running',
    size: upload.size,
    leaseUntil: deps.now() + leaseTime,
    leaseHolder: 'queue',
    facts
  }
  const value: JsonObject = { ...record, facts: { ...facts } }
  const { created } = await deps.registry.create(verificationKey(job), value, { overTombstone: true })
  if (!created) {
    const known = await readVerification(deps.registry, job)
    if (known !== undefined) await deps.registry.replace(verificationKey(job), value, known.version)
  }
  await deps.verificationQueue.send(job)
}
