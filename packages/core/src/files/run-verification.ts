/**
 * A queued verification, run by the queue's worker: at least once, after failures again. It holds the record's lease
 * while it works, and lets go of it where it cannot finish. The activity says in the end how it went.
 */
import { logItem, type RequestFacts } from '../activity/log-item.ts'
import { recordActivity } from '../activity/record.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { JsonObject } from '../stores/registry.ts'
import { resolveZone } from '../zones/resolve-zone.ts'
import { uploadKey } from './keys.ts'
import { publishUpload } from './publish-upload.ts'
import type { VerificationJob } from './verification-queue.ts'
import {
  leaseRenewal,
  leaseTime,
  readVerification,
  type VerificationRecord,
  verificationKey
} from './verification-record.ts'

/** `again`: somebody else works on it; ask later. Throws where a store does not answer; the job is to be repeated. */
export async function runVerification(deps: GatewayDeps, job: VerificationJob): Promise<'done' | 'again'> {
  const known = await readVerification(deps.registry, job)
  if (known === undefined || known.record.state === 'failed') return 'done'
  const { record } = known
  if (record.leaseHolder !== 'queue' && record.leaseUntil > deps.now()) return 'again'
  const lease = new Lease(deps, job, record, known.version)
  if (!(await lease.renew())) return 'again'

  const renewing = setInterval(() => void lease.renew().catch(() => {}), leaseRenewal)
  try {
    const zone = await resolveZone(deps, job.zone)
    const upload = { hash: job.hash, size: record.size, uploadId: job.uploadId }
    const publication = await publishUpload(deps, zone, upload)
    clearInterval(renewing)
    const failure =
      publication.outcome === 'wrong_content'
        ? errors.wrongContent(job.hash, publication.actual)
        : publication.outcome === 'missing'
          ? errors.uploadNotFound()
          : undefined
    const objectKey = uploadKey(zone, job.hash, job.uploadId)
    await recordOutcome(deps, job, record.facts, record.size, objectKey, failure?.message)
    if (failure === undefined) await lease.erase()
    else await lease.fail(publication.outcome === 'wrong_content' ? publication.actual : undefined)
    return 'done'
  } catch (error) {
    await lease.release().catch(() => {})
    throw error
  } finally {
    clearInterval(renewing)
  }
}

/** The claim on a verification record: each write is conditional on the one before. */
class Lease {
  readonly #deps: GatewayDeps
  readonly #job: VerificationJob
  readonly #record: Extract<VerificationRecord, { state: 'running' }>
  readonly #holder: string
  #version: number
  /** Writes go one after the other: a renewal under way and a release must not take each other's version. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(
    deps: GatewayDeps,
    job: VerificationJob,
    record: Extract<VerificationRecord, { state: 'running' }>,
    version: number
  ) {
    this.#deps = deps
    this.#job = job
    this.#record = record
    this.#holder = deps.randomHex(8)
    this.#version = version
  }

  /** False: it was lost to somebody else. */
  renew(): Promise<boolean> {
    return this.#write(() => this.#running(this.#holder, this.#deps.now() + leaseTime))
  }

  release(): Promise<boolean> {
    return this.#write(() => this.#running('queue', this.#deps.now()))
  }

  fail(actual: string | undefined): Promise<boolean> {
    return this.#write(() => ({
      state: 'failed',
      size: this.#record.size,
      failedAt: this.#deps.now(),
      ...(actual === undefined ? {} : { actual })
    }))
  }

  erase(): Promise<boolean> {
    return this.#inTurn(() => this.#deps.registry.erase(verificationKey(this.#job), this.#version))
  }

  #running(leaseHolder: string, leaseUntil: number): JsonObject {
    return { ...this.#record, facts: { ...this.#record.facts }, leaseHolder, leaseUntil }
  }

  #write(value: () => JsonObject): Promise<boolean> {
    return this.#inTurn(async () => {
      const entry = await this.#deps.registry.replace(verificationKey(this.#job), value(), this.#version)
      if (entry === undefined) return false
      this.#version = entry.version
      return true
    })
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(step, step)
    this.#last = turn.catch(() => {})
    return turn
  }
}

/** The item that finalize did not write when it answered: uploads count once they are true. */
async function recordOutcome(
  deps: GatewayDeps,
  job: VerificationJob,
  facts: RequestFacts,
  size: number,
  objectKey: string,
  failure: string | undefined
): Promise<void> {
  const payload = { type: 'finalizeFileUpload', objectKey, hashAlg: 'sha1', hash: job.hash, size, zone: job.zone }
  const response = failure === undefined ? { type: 'finalizeFileUpload' } : { error: failure }
  await recordActivity(deps, `verification-${job.uploadId}`, logItem(facts, job.zone, payload, response, deps.now()))
}
