/**
 * Adopting one object: its SHA-1, and where it is then found. Reads the bucket alone. Each step may be repeated: what a run
 * that died has written is found again, and written over where the object is another by now.
 */
import { createHash } from 'node:crypto'
import type { GatewayDeps } from '../deps.ts'
import { ContentHash } from '../ids/content-hash.ts'
import type { JobContext } from '../job-context.ts'
import { AdoptedFile, SeenObject } from '../model/adoption.ts'
import type { Zone } from '../model/zone.ts'
import { indexFileName } from '../registrations/file-name.ts'
import { hold, listRegistration, nobodys } from '../registrations/register-file.ts'
import type { ListedObject, ObjectHead } from '../stores/object-store.ts'
import { readRecord } from '../stores/read-record.ts'
import { writeRecord } from '../stores/write-record.ts'
import { adoptedFileKey, adoptedHead } from './adopted-file.ts'
import { hashInStretches } from './hash-in-stretches.ts'
import type { VerificationProgress } from './verification-record.ts'

/** Longest name that a registration has, characters. */
const longestName = 200

/**
 * `changing`: it was not the same when it was read to its end; the next run looks again. `encoded`: clients would be given
 * other bytes. `collides`: it was made to collide under SHA-1. `deleted`: somebody deleted the file here, which stays so. `stopped`: the run must end.
 */
export type Adopted = 'adopted' | 'known' | 'deleted' | 'changing' | 'encoded' | 'collides' | 'stopped' | 'new'

/** `onlyKnown`: what was never looked at before is left. */
export async function adoptObject(
  deps: GatewayDeps,
  zone: Zone,
  object: ListedObject,
  run: Pick<JobContext, 'mayContinue'>,
  onlyKnown: boolean
): Promise<Adopted> {
  const seenKey = seenObjectKey(zone, object.key)
  const entry = await deps.registry.get(seenKey)
  const seen = entry?.state === 'present' ? readRecord(SeenObject, seenKey, entry.value) : undefined
  if (seen === undefined && onlyKnown) return 'new'
  const same = seen !== undefined && seen.size === object.size && seen.modified === object.modified
  const since = zone.files?.since
  if (same && seen.hash !== undefined && seen.registeredSince === since && onlyKnown) return 'known'
  const head = await zone.bucket.head(object.key)
  if (head === undefined) return 'changing'
  if (head.encoded === true) return 'encoded'
  const unread = same && seen.etag === head.etag ? seen : undefined
  const facts = { size: head.size, modified: object.modified, etag: head.etag }
  const keep = (more: Partial<SeenObject>) => writeRecord(deps.registry, seenKey, { ...facts, ...more })
  const hash = unread?.hash ?? (await hashOf(zone, object.key, head, unread?.progress, { run, keep }))
  if (hash === undefined) return 'stopped'
  if (hash === 'collides') return 'collides'
  // A store gives one version of an object to its end; that it was this one, the second look says.
  if (unread?.hash === undefined && (await zone.bucket.head(object.key))?.etag !== head.etag) return 'changing'
  const outcome = await found(deps, zone, hash, object, head)
  const formerHash = seen?.hash
  if (formerHash !== undefined && formerHash !== hash) await withdraw(deps, zone, formerHash, object.key)
  // Last: until then the next run does it again.
  await keep({ hash, ...(since !== undefined && { registeredSince: since }) })
  return outcome
}

/** Keys may be longer than an id. */
const seenObjectKey = (zone: Zone, key: string) =>
  ({ kind: 'adopted-object', zone: zone.name, id: createHash('sha256').update(key).digest('hex') }) as const

interface Hashing {
  run: Pick<JobContext, 'mayContinue'>
  keep(more: Partial<SeenObject>): Promise<void>
}

/** By its bytes, also where the store tells the SHA-1. undefined: the run must end, and how far it came is kept. */
async function hashOf(
  zone: Zone,
  key: string,
  { etag, size }: ObjectHead,
  progress: SeenObject['progress'],
  { run, keep }: Hashing
): Promise<ContentHash | 'collides' | undefined> {
  let reached = (): VerificationProgress => ({ etag, bytes: 0, ...progress })
  const stretches = {
    progress: progress && { etag, ...progress },
    get held() {
      return run.mayContinue()
    },
    keepProgress(now: () => VerificationProgress) {
      reached = now
    }
  }
  try {
    const digests = await hashInStretches(zone.bucket, { key, etag, size }, stretches)
    return digests.collides ? 'collides' : ContentHash.parse(digests.sha1)
  } catch (error) {
    if (stretches.held) throw error
    const { bytes, sha1State, sha256State } = reached()
    if (sha1State !== undefined && sha256State !== undefined)
      await keep({ progress: { bytes, sha1State, sha256State } })
    return undefined
  }
}

/** Has the file found there, registered first where files have readers: nobody finds one that nobody has. */
async function found(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash,
  object: ListedObject,
  head: ObjectHead
): Promise<'adopted' | 'known' | 'deleted'> {
  if (zone.files !== undefined && !(await registerNobodys(deps, zone, hash, object))) return 'deleted'
  const key = adoptedFileKey(zone, hash)
  const value = { objectKey: object.key, bucketId: zone.bucketId, size: head.size, etag: head.etag }
  const { created, entry } = await deps.registry.create(key, value)
  if (created) return 'adopted'
  if (entry.state === 'removed') return 'deleted'
  const there = readRecord(AdoptedFile, key, entry.value)
  // Several objects may have the same bytes; one of them is enough.
  const good = there.bucketId === zone.bucketId && (await adoptedHead(zone, hash, there)) !== undefined
  if (good) return 'known'
  return (await deps.registry.replace(key, value, entry.version)) === undefined ? 'known' : 'adopted'
}

/** False: somebody deleted it here. */
async function registerNobodys(
  deps: GatewayDeps,
  zone: Zone,
  hash: ContentHash,
  { key, size, modified }: ListedObject
): Promise<boolean> {
  const name = key.slice(key.lastIndexOf('/') + 1).slice(-longestName)
  const registration = { ...nobodys({ hash, size, storedAt: modified }, deps.now()), name }
  // Before the registration: a line of nothing says nothing.
  await listRegistration(deps, zone, registration)
  await indexFileName(deps.registry, zone, registration)
  return (await hold(deps, zone, registration, { staysEnded: true })).state === 'held'
}

/** The object has other bytes by now; another object may have these. */
async function withdraw({ registry }: GatewayDeps, zone: Zone, hash: ContentHash, objectKey: string): Promise<void> {
  const key = adoptedFileKey(zone, hash)
  const entry = await registry.get(key)
  if (entry?.state === 'present' && readRecord(AdoptedFile, key, entry.value).objectKey === objectKey)
    await registry.erase(key, entry.version)
}
