/**
 * What each account has in a zone whose files have readers: a record for each, which the owner's index lists, too. The job
 * that goes through a zone's files counts them anew each time; until it has come to its end, what the time before gave is
 * told. The zone's own record says which time that is.
 */
import * as z from 'zod'
import { defined } from '../defined.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { Owned } from '../model/owner.ts'
import { holderKey } from '../model/registration.ts'
import type { AccountsStored, StoredFiles } from '../model/stored-sum.ts'
import type { Zone } from '../model/zone.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey } from '../stores/registry.ts'
import { ownerOf } from '../users/ownership.ts'

type Deps = Pick<GatewayDeps, 'registry'>

export const StoredByAccount = z.object({
  ownerId: UserLabel.exactOptional(),
  ownerAccountId: z.string().exactOptional(),
  /** The last two times. `at`: ms since the epoch, when it began; `slice`: the last that is in it. */
  counts: z.array(z.object({ at: z.number(), slice: z.int(), files: z.int(), bytes: z.number() })).max(2)
})
export type StoredByAccount = z.infer<typeof StoredByAccount>

/** How far a zone's files are counted. */
export const FileCount = z.object({
  /** The zone's own `since`: an earlier zone of the same name was another. */
  since: z.number(),
  /** When the time began that came to its end last, ms since the epoch; null: none has. */
  last: z.number().nullable(),
  /** Under way: the object and the registration that it has come to, and how many slices are in the counts. */
  now: z.object({ at: z.number(), object: z.string(), registration: z.string(), slice: z.int() }).exactOptional()
})
export type FileCount = z.infer<typeof FileCount>

/** Tries of a write that others keep overtaking. */
const tries = 5
/** Accounts of one question. */
const mostAccounts = 1_000
/** Accounts that are shown. */
const mostShown = 200

export const fileCountKey = (zone: string) => ({ kind: 'file-count', zone, id: 'stored' }) as const

export async function fileCount({ registry }: Deps, { name, files }: Zone): Promise<FileCount> {
  const since = files?.since ?? 0
  const entry = await registry.get(fileCountKey(name))
  const there = entry?.state === 'present' ? readRecord(FileCount, fileCountKey(name), entry.value) : undefined
  return there?.since === since ? there : { since, last: null }
}

/** Repeating a slice of the same time changes nothing. */
export async function addStored(
  { registry }: Deps,
  zone: Zone,
  { ownerId, ownerAccountId }: Partial<Owned>,
  { files, bytes }: StoredFiles,
  { at, slice }: { at: number; slice: number }
): Promise<void> {
  const owned = defined({ ownerId, ownerAccountId })
  const owner = ownerOf(owned)
  const key: RecordKey = { kind: 'stored-by-account', zone: zone.name, id: holderKey(owned) }
  for (let tried = 0; tried < tries; tried++) {
    const first = { ...owned, counts: [{ at, slice, files, bytes }] }
    const { created, entry } = await registry.create(key, first, owner)
    if (created) return
    const { counts } = readRecord(StoredByAccount, key, entry.value)
    const now = counts.find(count => count.at === at)
    if (now !== undefined && now.slice >= slice) return
    const sum = { at, slice, files: files + (now?.files ?? 0), bytes: bytes + (now?.bytes ?? 0) }
    const value = { ...owned, counts: [...counts.filter(count => count !== now).slice(-1), sum] }
    if ((await registry.replace(key, value, entry.version, owner)) !== undefined) return
  }
  throw errors.storeUnavailable('the registry', new Error('others kept counting what an account stores'))
}

/** undefined: nothing, as it was counted last. */
export async function storedIn(deps: Deps, zone: Zone, { counts }: StoredByAccount): Promise<StoredFiles | undefined> {
  return zone.files && countOf(counts, (await fileCount(deps, zone)).last)
}

function countOf(counts: StoredByAccount['counts'], last: number | null): StoredFiles | undefined {
  const count = counts.find(({ at }) => at === last)
  return count && { files: count.files, bytes: count.bytes }
}

/** Two questions, whatever the zone has. null: its files have no owners. */
export async function storedByAccount(deps: Deps, zone: Zone): Promise<AccountsStored | null> {
  if (zone.files === undefined) return null
  const [{ last }, { items }] = await Promise.all([
    fileCount(deps, zone),
    deps.registry.list({ kind: 'stored-by-account', zone: zone.name }, { limit: mostAccounts })
  ])
  const all = items.flatMap(({ key, entry }) => {
    const { ownerId = null, counts } = readRecord(StoredByAccount, key, entry.value)
    const sum = countOf(counts, last)
    return sum === undefined ? [] : [{ owner: ownerId, ...sum }]
  })
  const sorted = all.sort((a, b) => b.bytes - a.bytes)
  return { countedAt: last, accounts: sorted.slice(0, mostShown), more: Math.max(0, sorted.length - mostShown) }
}
