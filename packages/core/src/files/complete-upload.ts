/**
 * All parts of an upload are there: from now on nobody changes it, and a worker makes one object of them, verifies it and
 * puts it in its place. May be repeated.
 */
import { type AuthorizedZone, alsoMay } from '../access/authorize-zone.ts'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { digestsBy, nobodysHash } from '../registrations/content-digests.ts'
import { registrantToCome } from '../registrations/register-file.ts'
import { siteErrors } from '../site-errors.ts'
import { requireSafeUploads } from '../zones/unsigned-headers.ts'
import { noteFinalized } from './begun-uploads.ts'
import { hiddenContent, knownContent, registerKnown } from './known-content.ts'
import { abandonParts, changeState, type KnownUpload, ownPartedUpload, wantedParts } from './parted-upload.ts'
import { queueVerification } from './queue-verification.ts'
import { stateOf, type UploadState } from './show-upload.ts'

/** Throws `upload.unknown`, `upload.ended`, `upload.parts_missing` or `file.other_size`. */
export async function completeUpload(
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  uploadId: string,
  facts: RequestFacts
): Promise<Exclude<UploadState, { state: 'open' | 'ended' }>> {
  const { zone } = at
  const [known] = await Promise.all([ownPartedUpload(deps, at, uploadId), requireSafeUploads(deps, zone)])
  const current = await stateOf(deps, zone, known)
  if (current.state === 'ended') throw siteErrors.uploadEnded()
  // Whoever noted that all are there may have died before the queue knew.
  if (current.state === 'verifying') return verify(deps, at, known, facts)
  if (current.state !== 'open') return current
  const there = new Set(current.parts.map(({ number }) => number))
  const missing = wantedParts(known.upload).flatMap(({ number }) => (there.has(number) ? [] : [number]))
  if (missing.length > 0) throw siteErrors.partsMissing(missing)
  noteFinalized(deps, at, known.upload.hash)
  return verify(deps, at, known, facts)
}

async function verify(
  deps: GatewayDeps,
  at: AuthorizedZone<'upload'>,
  known: KnownUpload,
  facts: RequestFacts
): Promise<{ state: 'verifying' | 'stored' }> {
  const { zone } = at
  const { upload, uploadId } = known
  const { hash, size, partSize, storeId, name, sha256 } = upload
  // Who may not read the file is answered by their own upload alone.
  const byRegistrations = zone.files !== undefined
  const closed = !byRegistrations && !(await alsoMay(deps, at, 'download'))
  const digests = await digestsBy(deps, zone, hash)
  const sha1 = digests.sha1 ?? nobodysHash(deps)
  const { content: there, hidden } = closed ? hiddenContent : await knownContent(deps, at, sha1)
  if (there.state === 'present' && there.head.size !== size) throw errors.otherSize(size, there.head.size)
  // What was not verified by both digests is verified now, by this upload.
  const isSame = digests.sha256 !== undefined && (sha256 ?? digests.sha256) === digests.sha256
  const file = { hash: sha1, ...defined({ name, sha256: digests.sha256 }) }
  const content = isSame ? await registerKnown(deps, at, file, there) : there
  if (isSame && content.state === 'present' && upload.state === 'open') {
    if (!(await changeState(deps.registry, zone.name, known, 'stored', digests))) throw siteErrors.uploadChanged()
    await abandonParts(zone, known)
    return { state: 'stored' }
  }
  if (upload.state === 'open' && !(await changeState(deps.registry, zone.name, known, 'completing')))
    throw siteErrors.uploadChanged()
  const registrant = byRegistrations ? await registrantToCome(deps, at) : undefined
  const parts = { partSize, ...defined({ storeId }) }
  await queueVerification(
    deps,
    zone,
    { hash, size, uploadId, parts, ...(hidden && { hidden }), ...defined({ registrant, name, sha256 }) },
    facts
  )
  return { state: 'verifying' }
}
