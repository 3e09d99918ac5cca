/** Whether a file is wanted in a zone: the same for an upload by one PUT and one in parts. */

import { type AuthorizedZone, alsoMay } from '../access/authorize-zone.ts'
import { callerInZone } from '../access/caller.ts'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import {
  type ContentHash,
  emptyFileHash,
  emptyFileSha256,
  type Sha256,
  sha1In,
  type UploadHash
} from '../ids/content-hash.ts'
import { type Digests, nobodysHash } from '../registrations/content-digests.ts'
import { inEvenTime } from '../registrations/even-time.ts'
import { registrantIn } from '../registrations/register-file.ts'
import { noteScratchFile } from '../zones/scratch-file.ts'
import { requireSafeUploads } from '../zones/unsigned-headers.ts'
import { noteBegun } from './begun-uploads.ts'
import { countScratchUpload } from './daily-upload-quota.ts'
import { contentKey, uploadKey } from './keys.ts'
import {
  hiddenContent,
  isRegistered,
  type KnownContent,
  knownContent,
  registered,
  registerKnown
} from './known-content.ts'
import { moveToTrash } from './publish-upload.ts'
import { storedContent } from './stored-content.ts'
import { toldVerifications } from './told-verifications.ts'
import { failureError } from './upload-failure.ts'
import { newUploadId } from './upload-id.ts'
import { type FailedVerification, isLeased, verificationsOf } from './verification-record.ts'

/** How long an upload that turned out wrong is told of, ms; the zone's activity keeps it. */
const toldFor = 24 * 3600_000

export type NotWanted =
  | { outcome: 'already_exists'; sha1: ContentHash; sha256?: Sha256 }
  | { outcome: 'already_pending' }

export type WantedUpload =
  | NotWanted
  | {
      outcome: 'upload'
      uploadId: string
      /** Where the upload goes. */
      objectKey: string
      /** One sentence about an earlier upload of the file: it turned out wrong after its finalize, or never came to one. */
      previousFailure?: string
    }

/** In a zone whose files have readers, what tells nobody that a file is there comes at even times. */
export const toldEvenly = <T extends { outcome: string }>(
  deps: GatewayDeps,
  { zone }: AuthorizedZone<'upload'>,
  work: () => Promise<T>
): Promise<T> => (zone.files === undefined ? work() : inEvenTime(deps, work, ({ outcome }) => outcome !== 'upload'))

export interface AnnouncedFile {
  hash: UploadHash
  /** Said beside the SHA-1. */
  sha256?: Sha256 | undefined
  /** What is known of the hash. */
  digests?: Partial<Digests>
  size: number
  /** Of the registration. */
  name?: string | undefined
}

/** `most`: bytes that a file may have. `address`: where the call came from. */
export async function wantedUpload(
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  input: AnnouncedFile,
  { most, address }: { most: number; address: string | undefined }
): Promise<WantedUpload> {
  const { zone } = at
  if (input.size > most) throw errors.fileTooLarge(input.size, most)
  const isEmpty = [input.hash, input.sha256].map(hash => hash && (hash === emptyFileHash || hash === emptyFileSha256))
  if (isEmpty.includes(input.size > 0)) throw errors.emptyFileHash()
  const sha1 = sha1In(input.hash) ?? input.digests?.sha1 ?? nobodysHash(deps)

  // Who may not read a file is not told whether it is there, nor what others uploaded: it is not looked at. That the
  // empty file is there, everybody knows.
  const mayKnow = input.size === 0 || zone.files !== undefined || (await alsoMay(deps, at, 'download'))
  const [[known, allVerifications]] = await Promise.all([
    mayKnow
      ? Promise.all([knownContent(deps, at, sha1), verificationsOf(deps.registry, zone.name, input.hash)])
      : [hiddenContent, []],
    requireSafeUploads(deps, zone)
  ])
  if (input.size === 0) return storeEmptyFile(deps, at, known, input.name)
  const { name } = input
  const sha256 = input.digests?.sha256
  if (
    known.content.state === 'present' &&
    sha256 !== undefined &&
    input.sha256 !== undefined &&
    input.sha256 !== sha256
  )
    throw errors.otherSha256(input.sha256, sha256)
  const isTheirs = known.content.state === 'present' && (await isRegistered(deps, at, known))
  const content =
    isTheirs && name === undefined
      ? known.content
      : await registerKnown(deps, at, { hash: sha1, ...defined({ name, sha256 }) }, known.content)
  if (content.state === 'present') return { outcome: 'already_exists', sha1, ...defined({ sha256 }) }
  const now = deps.now()
  const verifications = await toldVerifications(deps, at, sha1, allVerifications)
  if (verifications.some(({ record }) => isLeased(record, now))) {
    return { outcome: 'already_pending' }
  }
  if (zone.scratch !== undefined) {
    const by = await callerInZone(deps, zone, at.credential)
    await countScratchUpload(deps, zone.name, zone.scratch, { size: input.size, by, address })
  }
  const uploadId = newUploadId(deps, zone.name)
  const failed = verifications
    .map(({ record }) => record)
    .filter(record => record.state === 'failed')
    .toSorted((a, b) => a.failedAt - b.failedAt)
    .at(-1)
  const begun = noteBegun(deps, at, input.hash)
  const previousFailure = failureSentence(input.hash, failed, now) ?? begun
  return {
    outcome: 'upload',
    uploadId,
    objectKey: uploadKey(zone, input.hash, uploadId),
    ...defined({ previousFailure })
  }
}

function failureSentence(hash: UploadHash, failed: FailedVerification | undefined, now: number): string | undefined {
  if (failed === undefined || now - failed.failedAt > toldFor) return undefined
  return failureError(hash, failed).message
}

/** Clients send an empty file in chunks, which S3 does not take; its bytes are known anyway. */
async function storeEmptyFile(
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  known: KnownContent,
  name: string | undefined
): Promise<WantedUpload> {
  const { zone } = at
  const file = { hash: emptyFileHash, sha256: emptyFileSha256, size: 0 }
  // Everybody knows its bytes: whoever stores it has it.
  const there = known.hidden ? await storedContent(deps, zone, emptyFileHash) : known.content
  const by = zone.files === undefined ? undefined : await registrantIn(deps, at)
  const content = await registered(deps, zone, { ...file, ...defined({ name }) }, by, there)
  if (content.state === 'present') return { outcome: 'already_exists', sha1: emptyFileHash, sha256: emptyFileSha256 }
  if (content.state === 'contradicted') await moveToTrash(zone, emptyFileHash, content.head)
  await noteScratchFile(deps, zone, file)
  const ifAbsent = content.state === 'absent'
  await zone.bucket.put(contentKey(zone, emptyFileHash), new Uint8Array(), { ifAbsent })
  return { outcome: 'already_exists', sha1: emptyFileHash, sha256: emptyFileSha256 }
}
