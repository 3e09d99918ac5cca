/**
 * The heart of the gateway's promise: nothing lies under `sha1/…` that has another SHA-1.
 *
 *   0. of an upload in parts: make one object of them, under a key that nobody has a URL for
 *   1. copy any other upload to such a key                             (a second PUT by its client changes nothing now)
 *   2. establish its SHA-1: the store's word where it computed it while copying, else by reading it; of an upload in parts
 *      SHA-1 and SHA-256 by reading it, of a very large one run after run
 *   3. right: copy the copy to its place, where a worker looks at what is there by the store's word; wrong: say so
 *   4. take the copy and the upload away
 *
 * Repeatable at every point: what a crash leaves lies under `uploads/`, where it may be deleted after a day; two
 * at once write the same bytes.
 */
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors, GatewayError } from '../errors.ts'
import { type ContentHash, sha1In, sha256In } from '../ids/content-hash.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { Digests, digestsBy, noteDigests } from '../registrations/content-digests.ts'
import type { RegisteredFile } from '../registrations/register-file.ts'
import type { CopyOptions, ObjectHead, ObjectStore } from '../stores/object-store.ts'
import { noteScratchFile } from '../zones/scratch-file.ts'
import { assembleUpload } from './assemble-upload.ts'
import { type ContentDigests, hashContent } from './hash-content.ts'
import { hashInStretches, type Stretches } from './hash-in-stretches.ts'
import { noteTaken, wasTaken } from './hidden-upload.ts'
import { contentKey, quarantineKey, trashKey, uploadKey } from './keys.ts'
import { registered } from './known-content.ts'
import { jobOf, queueInspection } from './queue-verification.ts'
import { ownContent, storedContent } from './stored-content.ts'
import type { Upload } from './upload.ts'
import type { UploadFailure } from './upload-failure.ts'

export type Publication =
  /** `digests`: of an upload in parts. */
  | { outcome: 'published'; digests?: Partial<Digests> }
  /** There is no upload, and the content is not there either. */
  | { outcome: 'missing' }
  /** What the upload holds is still there: who tells of it takes it away then. */
  | { outcome: 'wrong_content'; found: UploadFailure & { actual: string } }

/** `facts`: of the request that finalized it. `stretches`: what keeps how far it is, for the next run to go on. */
export async function publishUpload(
  deps: GatewayDeps,
  zone: Zone,
  upload: Upload,
  facts: RequestFacts,
  stretches?: Stretches
): Promise<Publication> {
  const { bucket } = zone
  await assembleUpload(zone, upload)
  const inParts = upload.parts !== undefined
  const isAssembled = upload.parts?.storeId !== undefined
  const inStretches = isAssembled && upload.size > deps.limits.verifyAtOnceBytes ? stretches : undefined
  const quarantine = await (isAssembled ? assembled(zone, upload) : quarantined(deps, zone, upload))
  if (quarantine === undefined) return wasPublished(deps, zone, upload)
  const spare = newQuarantineKey(deps, zone, upload)
  const leftovers = [...(isAssembled ? [] : [quarantine.key]), ...(upload.hidden ? [spare] : [])]
  try {
    const content = { ...quarantine, size: upload.size }
    const word = storesWord(deps, upload, quarantine)
    const actual = inStretches
      ? await hashInStretches(bucket, content, inStretches)
      : (word ?? (await hashContent(bucket, content, { wantSha256: inParts })))
    const found = await failureOf(deps, zone, upload, actual)
    if (found !== undefined) return { outcome: 'wrong_content', found }
    const digests = Digests.partial({ sha256: true }).parse(actual)
    const file = { hash: digests.sha1, size: upload.size, ...defined({ sha256: digests.sha256, name: upload.name }) }
    if (word !== undefined && quarantine.collides === undefined) await queueInspection(deps, zone, upload, facts)
    await putInPlace(deps, zone, upload, file, quarantine, { spare, resume: inStretches && resumed(inStretches) })
    if (upload.hidden) await noteTaken(deps.registry, jobOf(zone, upload))
    leftovers.push(uploadKey(zone, upload.hash, upload.uploadId))
    return { outcome: 'published', digests: defined(digests) }
  } finally {
    await Promise.all(leftovers.map(key => discard(deps, bucket, key)))
  }
}

/** Of an upload that is gone: what others stored is no answer to who may not know of it. */
async function wasPublished(deps: GatewayDeps, zone: Zone, upload: Upload): Promise<Publication> {
  const digests = upload.parts && (await digestsBy(deps, zone, upload.hash))
  const sha1 = digests?.sha1 ?? sha1In(upload.hash)
  const isThere = upload.hidden
    ? await wasTaken(deps.registry, jobOf(zone, upload))
    : sha1 !== undefined && (await storedContent(deps, zone, sha1)).state === 'present'
  return isThere ? { outcome: 'published', ...defined({ digests }) } : { outcome: 'missing' }
}

/**
 * What the store looked at for collisions need not be read (decision 0290), nor what is wrong. Else what is small is read for that
 * all the same (decision 0222), what is large afterwards.
 */
function storesWord({ limits }: GatewayDeps, { parts, hash, size }: Upload, { sha1, collides }: Quarantine) {
  const needsNoLook = collides !== undefined || size > limits.inspectBytes || sha1 !== hash
  return parts === undefined && sha1 !== undefined && needsNoLook ? { sha1, collides: collides ?? false } : undefined
}

/** undefined: it is what was announced. Both digests are noted of what is. */
async function failureOf(
  deps: GatewayDeps,
  zone: Zone,
  { hash, sha256 = sha256In(hash) }: Upload,
  actual: ContentDigests
): Promise<(UploadFailure & { actual: string }) | undefined> {
  const sha1 = sha1In(hash)
  if (sha1 !== undefined && actual.sha1 !== sha1) return { actual: actual.sha1 }
  if (actual.collides) return { actual: actual.sha1, collides: true }
  if (actual.sha256 === undefined) return undefined
  if (sha256 !== undefined && actual.sha256 !== sha256) return { actual: actual.sha256, expected: sha256 }
  const collides = !(await noteDigests(deps, zone, Digests.parse(actual)))
  return collides ? { actual: actual.sha1, collides } : undefined
}

const newQuarantineKey = (deps: GatewayDeps, zone: Zone, { hash, uploadId }: Upload) =>
  quarantineKey(zone, hash, uploadId, deps.randomHex(16))

/** Our own copy of the upload. */
interface Quarantine {
  key: string
  etag: string
  /** Hex, of the bytes that were copied, where the store tells it. */
  sha1?: string
  /** Whether they were made to collide, where the store looked. */
  collides?: boolean
}

/**
 * undefined: there is no upload. Each try has a key of its own and is sent once: a try that was given up may be carried
 * out later, and would put bytes that nobody has verified over those that were.
 */
async function quarantined(deps: GatewayDeps, zone: Zone, upload: Upload): Promise<Quarantine | undefined> {
  const from = uploadKey(zone, upload.hash, upload.uploadId)
  for (let tries = 1; ; tries++) {
    const key = newQuarantineKey(deps, zone, upload)
    try {
      const copied = await zone.bucket.copy(from, key, { size: upload.size, wantSha1: true, once: true })
      return copied.outcome === 'copied' ? { ...copied, key } : undefined
    } catch (error) {
      if (tries === 2 || !(error instanceof GatewayError) || error.code !== 'store.unavailable') throw error
    }
  }
}

/** What was assembled of parts is nobody's to change: no URL for it ever left, so it needs no copy to be verified. */
async function assembled(zone: Zone, upload: Upload): Promise<Quarantine | undefined> {
  const key = uploadKey(zone, upload.hash, upload.uploadId)
  const head = await zone.bucket.head(key)
  return head === undefined ? undefined : { key, etag: head.etag }
}

/** A copy to its place that takes longer than a run goes on in the next. */
function resumed(stretches: Stretches): CopyOptions['resume'] {
  const { progress } = stretches
  if (progress === undefined) return undefined
  let { copyId, copied } = progress
  stretches.keepProgress(() => ({ ...progress, ...defined({ copyId, copied }) }))
  return {
    uploadId: copyId,
    async begun(uploadId) {
      copyId = uploadId
    },
    copied(parts) {
      copied = parts
    }
  }
}

/** `spare`: where a copy goes that is made for its time alone, so that nobody tells by it whether the file was there. */
async function putInPlace(
  deps: GatewayDeps,
  zone: Zone,
  upload: Upload,
  file: RegisteredFile,
  quarantine: Quarantine,
  { spare, resume }: { spare: string; resume: CopyOptions['resume'] }
): Promise<void> {
  // Who may not know of the file stores their own, also beside one that was adopted: that takes as long.
  const look = upload.hidden ? ownContent : storedContent
  const there = await registered(deps, zone, file, upload.registrant, await look(deps, zone, file.hash), look)
  const isThere = there.state === 'present'
  if (isThere && !upload.hidden) return
  if (there.state === 'contradicted') await moveToTrash(zone, file.hash, there.head)
  if (!isThere) await noteScratchFile(deps, zone, file)
  const copied = await zone.bucket.copy(quarantine.key, isThere ? spare : contentKey(zone, file.hash), {
    size: file.size,
    // What contradicts its hash is written over in one step, so that the file is never missing once it was right.
    ifAbsent: there.state !== 'contradicted',
    wantSha1: true,
    verifiedSha1: file.hash,
    ifMatch: quarantine.etag,
    ...defined({ resume })
  })
  if (copied.outcome === 'source_missing' || copied.outcome === 'source_changed') {
    throw errors.storeUnavailable(`a copy in ${zone.bucket.uri}`, new Error(copied.outcome))
  }
}

/** What an older gateway took on trust makes way, but is not lost. Somebody who was faster has seen to it already. */
export async function moveToTrash(zone: Zone, hash: ContentHash, head: ObjectHead): Promise<void> {
  await zone.bucket.copy(contentKey(zone, hash), trashKey(zone, hash), { size: head.size, ifMatch: head.etag })
}

/** What cannot be removed now lies under `uploads/`, where it may be deleted after a day: it spoils no answer. */
export async function discard(deps: Pick<GatewayDeps, 'logger'>, bucket: ObjectStore, key: string): Promise<void> {
  try {
    await bucket.remove(key)
  } catch (error) {
    deps.logger.warn('upload.leftover', { bucket: bucket.uri, objectKey: key, reason: String(error) })
  }
}
