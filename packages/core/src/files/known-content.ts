/**
 * What a caller may know of a file that they store: whoever may not read it learns nothing of what is there, and their own
 * upload alone counts (docs/decisions/0062-who-may-not-read-learns-nothing.md).
 */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { FileReaders } from '../model/file-readers.ts'
import type { Registrant } from '../model/registration.ts'
import type { Zone } from '../model/zone.ts'
import { currentReaders, mayRead } from '../registrations/may-read.ts'
import { type RegisteredFile, registerFile, registrantIn } from '../registrations/register-file.ts'
import { contentKey } from './keys.ts'
import { contentAsked, type StoredContent, storedContent } from './stored-content.ts'

export interface KnownContent {
  /** `absent` also where it is hidden. */
  content: StoredContent
  hidden: boolean
  readers?: FileReaders | undefined
}

export const hiddenContent: KnownContent = { content: { state: 'absent' }, hidden: true }

/**
 * Asks the same of the stores, whatever is there and whoever may read it. For callers who may download in the zone, and
 * for all in one whose files have readers.
 */
export async function knownContent(
  deps: GatewayDeps,
  at: Pick<AuthorizedZone, 'zone' | 'credential'>,
  hash: ContentHash
): Promise<KnownContent> {
  const { zone } = at
  if (zone.files === undefined) return { content: await storedContent(deps, zone, hash), hidden: false }
  const [{ own, whole }, before] = await Promise.all([contentAsked(deps, zone, hash), currentReaders(deps, zone, hash)])
  // Somebody may have registered the file, and stored it, between the two answers.
  const readers = before ?? (own.state === 'present' ? await currentReaders(deps, zone, hash) : undefined)
  if (!(await mayRead(deps, at, readers))) return hiddenContent
  return { content: await whole(), hidden: false, readers }
}

/** Registers whoever may read the content that is there; the content as it is when that is done. */
export async function registerKnown(
  deps: GatewayDeps,
  at: Pick<AuthorizedZone, 'zone' | 'credential'>,
  { hash, ...said }: Omit<RegisteredFile, 'size'>,
  content: StoredContent
): Promise<StoredContent> {
  if (at.zone.files === undefined || content.state !== 'present') return content
  return registered(deps, at.zone, { hash, size: content.head.size, ...said }, await registrantIn(deps, at), content)
}

/**
 * The same for whoever has the right bytes, before they are put in their place: nobody finds a file that nobody has.
 * `look`: what says whether it is there, once more.
 */
export async function registered(
  deps: GatewayDeps,
  zone: Zone,
  file: RegisteredFile,
  by: Registrant | undefined,
  there: StoredContent,
  look: typeof storedContent = storedContent
): Promise<StoredContent> {
  if (zone.files === undefined || by === undefined) return there
  // Stores are asked the same whether it is there or not: who uploads what they may not read learns nothing by time.
  const inFallback = await zone.fallback?.head(contentKey(zone, file.hash))
  await registerFile(deps, zone, file, by, there.state === 'present' || inFallback !== undefined)
  // Whoever deleted it meanwhile did not see the registration.
  return look(deps, zone, file.hash)
}

/** Whether it is theirs already, as the registry just said. */
export async function isRegistered(
  deps: GatewayDeps,
  at: Pick<AuthorizedZone, 'zone' | 'credential'>,
  { readers }: KnownContent
): Promise<boolean> {
  const by = await registrantIn(deps, at)
  return by?.ownerAccountId !== undefined && readers?.accounts.has(by.ownerAccountId) === true
}
