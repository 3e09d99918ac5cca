/**
 * The registry's record of a verification that outlives its request: who works on it until when, or how it failed.
 * Named by zone, hash and upload; erased when the file is there.
 */
import * as z from 'zod'
import { Sha256, type UploadHash } from '../ids/content-hash.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { Registrant } from '../model/registration.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey, Registry } from '../stores/registry.ts'
import { QueuedFacts, type VerificationJob } from '../stores/verification-queue.ts'
import { UploadFailure } from './upload-failure.ts'

/** How long a worker's claim holds without renewal, and how often it renews it, ms. */
export const leaseTime = 60_000
export const leaseRenewal = 20_000

/** How far a verification is that goes on in another run: of the upload with this etag. */
export const VerificationProgress = z.object({
  etag: z.string(),
  /** Hashed so far. */
  bytes: z.number(),
  /** Base64: the hashes' states after them. */
  sha1State: z.string().exactOptional(),
  sha256State: z.string().exactOptional(),
  /** Hex, of all of them. */
  sha1: z.string().exactOptional(),
  sha256: z.string().exactOptional(),
  collides: z.boolean().exactOptional(),
  /** The store's name of the copy to its place, which is made in parts. */
  copyId: z.string().exactOptional(),
  /** Parts of the copy that are there. */
  copied: z.number().exactOptional()
})
export type VerificationProgress = z.infer<typeof VerificationProgress>

export const VerificationRecord = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('running'),
    size: z.number(),
    /** ms since the epoch; after it anybody may take over and clients may upload again. */
    leaseUntil: z.number(),
    /** Who holds the lease; 'queue' until a worker takes it. */
    leaseHolder: z.string(),
    /** New each time that the upload is queued; the same for each run of the job. */
    attempt: z.string(),
    /** Of an upload in parts. */
    parts: z.object({ storeId: z.string().exactOptional(), partSize: z.number() }).exactOptional(),
    progress: VerificationProgress.exactOptional(),
    /** By who may not download. */
    hidden: z.literal(true).exactOptional(),
    /** Who has the file when it is stored, and what they call it. */
    registrant: Registrant.exactOptional(),
    name: z.string().exactOptional(),
    /** Said beside the SHA-1. */
    sha256: Sha256.exactOptional(),
    facts: QueuedFacts
  }),
  z.object({
    state: z.literal('failed'),
    size: z.number(),
    /** ms since the epoch */
    failedAt: z.number(),
    ...UploadFailure.shape,
    registrant: Registrant.exactOptional()
  })
])
export type VerificationRecord = z.infer<typeof VerificationRecord>
export type FailedVerification = Extract<VerificationRecord, { state: 'failed' }>

type RunningVerification = Extract<VerificationRecord, { state: 'running' }>

/**
 * Whether somebody holds its lease: until it ends, nobody need upload the file again. None ends later than it may last:
 * where one seems to, a clock was set back, and whoever held it may have died an hour ago.
 */
export const isLeased = (record: VerificationRecord, now: number): record is RunningVerification =>
  record.state === 'running' && record.leaseUntil > now && record.leaseUntil <= now + 2 * leaseTime

/** Whether a worker is at it; a lease of the queue's is anybody's to take. */
export const isAtWork = (record: VerificationRecord, now: number): boolean =>
  isLeased(record, now) && record.leaseHolder !== 'queue'

/** ms after a lease within which its queue tries again; what is older was put aside after all its tries. */
const triedAgainWithin = 20 * 60_000

/** Whether it is not known yet what was uploaded: a verification runs, or will run again after an interruption. */
export const isUndecided = (record: VerificationRecord, now: number): record is RunningVerification =>
  record.state === 'running' && record.leaseUntil + triedAgainWithin > now

export const verificationKey = (job: VerificationJob): RecordKey => ({
  kind: 'verification',
  zone: job.zone,
  id: `${job.hash}/${job.uploadId}`
})

export async function readVerification(
  registry: Registry,
  job: VerificationJob
): Promise<{ record: VerificationRecord; version: number } | undefined> {
  const key = verificationKey(job)
  const entry = await registry.get(key)
  if (entry?.state !== 'present') return undefined
  return { record: readRecord(VerificationRecord, key, entry.value), version: entry.version }
}

/** The verifications of a hash, of all uploads of it. */
export async function verificationsOf(registry: Registry, zone: ZoneName, hash: UploadHash) {
  const page = await registry.list({ kind: 'verification', zone, idPrefix: `${hash}/` }, { limit: 100 })
  return page.items.map(({ key, entry }) => ({
    key,
    version: entry.version,
    record: readRecord(VerificationRecord, key, entry.value)
  }))
}

/** A job that still waits for what was found wrong meanwhile has nothing to do any more, and would know less. */
export async function settleAsFailed(
  registry: Registry,
  job: VerificationJob,
  failure: FailedVerification
): Promise<void> {
  const known = await readVerification(registry, job)
  if (known?.record.state !== 'running') return
  await registry.replace(verificationKey(job), { ...failure }, known.version)
}
