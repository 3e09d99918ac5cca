/**
 * Reading by a link. A use is a read of a whole file; ranges of it within an hour are one use, and where a link counts
 * none, so are all reads of the file. Each use is counted with one conditional write, before anything is told, and is one
 * line of the activity.
 */
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { FoundFile } from '../model/found-file.ts'
import {
  hasEnded,
  isInUse,
  isUsedUp,
  type KnownShareLink,
  openFiles,
  type SharedFile,
  type ShareLink,
  type ShareToken,
  withUse
} from '../model/share-link.ts'
import type { Zone } from '../model/zone.ts'
import { logItem, type RequestFacts } from '../record/log-item.ts'
import { recordActivity } from '../record/record.ts'
import { inEvenTime } from '../registrations/even-time.ts'
import { siteErrors } from '../site-errors.ts'
import { findForMaker, makerOf } from './read-for-maker.ts'
import { currentLink, openLink, shareLinkKey } from './share-link-record.ts'

/** Tries of a write that others keep overtaking: of many uses at once one is counted in each. */
const tries = 50

/** Which of a link's files is meant; neither: the only one. */
export interface Wanted {
  hash?: ContentHash
  name?: string
}

/** `head`: only what is there; `range`: a part of it. */
export type Reading = 'head' | 'range' | 'whole'

interface Read {
  file: FoundFile
  zone: Zone
}

/** Throws `share.not_found`, or `share.several_files` where none of them was named. */
export const readByLink = (
  deps: GatewayDeps,
  token: ShareToken,
  wanted: Wanted,
  reading: Reading,
  facts: RequestFacts
): Promise<Read> =>
  inEvenTime(
    deps,
    () => read(deps, token, wanted, reading, facts),
    () => true
  )

async function read(
  deps: GatewayDeps,
  token: ShareToken,
  wanted: Wanted,
  reading: Reading,
  facts: RequestFacts
): Promise<Read> {
  const known = await openLink(deps, token, (link, now) => {
    const file = fileMeant(link, wanted)
    if (file === 'several') return openFiles(link, now).length > 0
    return file !== undefined && isOpenFor(link, file.hash, reading, now)
  })
  const shared = fileMeant(known.link, wanted)
  if (shared === 'several') throw siteErrors.severalShared()
  if (shared === undefined) throw siteErrors.shareNotFound()
  const { hash } = shared
  const maker = await makerOf(deps, known)
  const { file, cacheHit, alongside } = await findForMaker(deps, maker, hash)
  const isNew = await countUse(deps, known, hash, reading)
  await Promise.all([alongside, isNew && recordUse(deps, known, hash, { file, cacheHit }, facts)])
  return { file, zone: maker.at.zone }
}

/** Of a link's only file any name is good: it is for whoever reads the address. */
function fileMeant({ files }: ShareLink, { hash, name }: Wanted): SharedFile | 'several' | undefined {
  if (hash !== undefined) return files.find(file => file.hash === hash)
  if (files.length === 1) return files[0]
  return name === undefined ? 'several' : files.find(file => file.name === name)
}

/** Whether the read goes on with a use, or may begin one. */
const isOpenFor = (link: ShareLink, hash: ContentHash, reading: Reading, now: number): boolean =>
  !isUsedUp(link) || (reading !== 'whole' && isInUse(link, hash, now))

/** Whether a use began. Throws `share.not_found`: others were faster, or it was revoked. */
async function countUse(
  deps: GatewayDeps,
  known: KnownShareLink,
  hash: ContentHash,
  reading: Reading
): Promise<boolean> {
  let current = known
  const { zone, id } = known
  for (let tried = 0; tried < tries; tried++) {
    const { link, version } = current
    const now = deps.now()
    // What ended since the link was read has ended.
    if (hasEnded(link, now)) throw siteErrors.shareNotFound()
    if (isInUse(link, hash, now) && (reading !== 'whole' || link.count === null)) return false
    if (isUsedUp(link)) throw siteErrors.shareNotFound()
    if (reading === 'head') return false
    const after = withUse(link, hash, now)
    const written = await deps.registry.replace(shareLinkKey(zone, id), after, version)
    if (written !== undefined) {
      deps.caches.shareLinks.set(link.tokenHash, { zone, id, version: written.version, link: after })
      return true
    }
    deps.caches.shareLinks.delete(link.tokenHash)
    current = await currentLink(deps, zone, id)
  }
  throw errors.storeUnavailable('the registry', new Error('the link is used all the time'))
}

/** As findFile is recorded, so that it is a download in the usage; nobody's, and with the link's id. */
async function recordUse(
  deps: GatewayDeps,
  { zone, id }: KnownShareLink,
  hash: ContentHash,
  { file, cacheHit }: { file: FoundFile; cacheHit: boolean },
  facts: RequestFacts
): Promise<void> {
  const { size, bucketUri, objectKey, fallback } = file
  const type = 'findFile'
  const payload = { type, hashAlg: 'sha1', hash, zone, shareLink: id }
  const response = { type, found: true, size, bucketUri, objectKey, cacheHit, ...(fallback && { fallback }) }
  await recordActivity(deps, deps.randomHex(16), logItem(facts, zone, payload, response, deps.now()))
}
