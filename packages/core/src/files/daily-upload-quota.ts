/**
 * What was begun in a scratch zone today (a day of UTC): records that count before an upload URL is handed out, so that a
 * zone's limits hold however many ask at once. The URL takes exactly the announced size.
 *
 * Who begins uploads and never sends them uses the day up all the same. So callers whom nobody knows may take nine tenths
 * of it together and half of it from one address: what is left is for registered clients and users.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Caller } from '../access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import type { ScratchLimits } from '../model/scratch-limits.ts'
import { readRecord } from '../stores/read-record.ts'

const Day = z.object({ day: z.string(), files: z.int(), bytes: z.number() })
type Day = z.infer<typeof Day>

interface Most {
  files: number
  bytes: number
}

/** Of the day, for all callers whom nobody knows, and for those of them at one address. */
const [shareOfUnknown, shareOfAddress] = [0.9, 0.5]

/** Tries of a count that others keep overtaking. */
const tries = 8

type Deps = Pick<GatewayDeps, 'registry' | 'now'>

/**
 * `address`: where the call came from, where that is known. Throws `scratch.file_too_large`, `scratch.day_is_full`,
 * `scratch.share_is_used`, or `store.unavailable` where too many count at once.
 */
export async function countScratchUpload(
  deps: Deps,
  zone: ZoneName,
  limits: ScratchLimits,
  upload: { size: number; by: Caller; address: string | undefined }
): Promise<void> {
  const { size, by, address } = upload
  if (size > limits.fileBytes) throw errors.scratchFileTooLarge(size, limits.fileBytes, zone)
  const unknown = by.kind === 'anyone'
  const retryAfter = Math.ceil((86_400_000 - (deps.now() % 86_400_000)) / 1000)
  if (unknown && address !== undefined && !isOwnMachine(address)) {
    const counted = await count(deps, zone, `from/${bucketOf(address)}`, partOf(limits, shareOfAddress), size)
    if (!counted) throw errors.scratchShareUsed(zone, retryAfter)
  }
  if (!(await count(deps, zone, 'uploads', partOf(limits, unknown ? shareOfUnknown : 1), size)))
    throw errors.dailyUploadQuotaExceeded(zone, limits.filesPerDay, limits.bytesPerDay, retryAfter)
}

/** False: it would be more than `most`, and is not counted. */
async function count(deps: Deps, zone: ZoneName, id: string, most: Most, size: number): Promise<boolean> {
  const key = { kind: 'daily-upload-quota', zone, id } as const
  const day = new Date(deps.now()).toISOString().slice(0, 10)
  for (let tried = 0; tried < tries; tried++) {
    const entry = await deps.registry.get(key)
    const kept = entry?.state === 'present' ? readRecord(Day, key, entry.value) : undefined
    const before: Day = kept?.day === day ? kept : { day, files: 0, bytes: 0 }
    const after = { day, files: before.files + 1, bytes: before.bytes + size }
    if (after.files > most.files || after.bytes > most.bytes) return false
    const written =
      entry?.state === 'present'
        ? (await deps.registry.replace(key, after, entry.version)) !== undefined
        : (await deps.registry.create(key, after)).created
    if (written) return true
  }
  throw errors.storeUnavailable('the count of today’s uploads', new Error('too many count at once'))
}

/** A whole file at least, however small the limits are. */
const partOf = ({ filesPerDay, bytesPerDay, fileBytes }: ScratchLimits, share: number): Most => ({
  files: Math.ceil(filesPerDay * share),
  bytes: Math.max(Math.ceil(bytesPerDay * share), Math.min(fileBytes, bytesPerDay))
})

/** Behind a proxy on the same machine every call comes from there. */
const isOwnMachine = (address: string) => /^(?:::ffff:)?127\.|^::1$/.test(address)

/** One of 4,096, so that the records are bounded; of an IPv6 address its network, of which one machine has all. */
const bucketOf = (address: string) =>
  createHash('sha256')
    .update(address.includes(':') ? address.split(':').slice(0, 4).join(':') : address)
    .digest('hex')
    .slice(0, 3)
