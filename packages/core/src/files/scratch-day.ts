/**
 * What was begun in a scratch zone today (a day of UTC): a record that counts before an upload URL is handed out, so that
 * a zone's limits hold however many ask at once. The URL takes exactly the announced size.
 */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { readRecord } from '../stores/read-record.ts'
import type { ScratchLimits } from '../zones/scratch-limits.ts'
import type { ZoneName } from '../zones/zone-name.ts'

const Day = z.object({ day: z.string(), files: z.int(), bytes: z.number() })
type Day = z.infer<typeof Day>

/** Tries of a count that others keep overtaking. */
const tries = 8

/** Throws `scratch.file_too_large`, `scratch.day_is_full`, or `store.unavailable` where too many count at once. */
export async function countScratchUpload(
  deps: Pick<GatewayDeps, 'registry' | 'now'>,
  zone: ZoneName,
  limits: ScratchLimits,
  size: number
): Promise<void> {
  if (size > limits.fileBytes) throw errors.scratchFileTooLarge(size, limits.fileBytes, zone)
  const key = { kind: 'scratch-day', zone, id: 'uploads' } as const
  const now = deps.now()
  const day = new Date(now).toISOString().slice(0, 10)
  for (let tried = 0; tried < tries; tried++) {
    const entry = await deps.registry.get(key)
    const kept = entry?.state === 'present' ? readRecord(Day, key, entry.value) : undefined
    const before: Day = kept?.day === day ? kept : { day, files: 0, bytes: 0 }
    const after = { day, files: before.files + 1, bytes: before.bytes + size }
    if (after.files > limits.filesPerDay || after.bytes > limits.bytesPerDay) {
      throw errors.scratchDayFull(zone, limits.filesPerDay, limits.bytesPerDay, secondsToMidnight(now))
    }
    const written =
      entry?.state === 'present'
        ? (await deps.registry.replace(key, after, entry.version)) !== undefined
        : (await deps.registry.create(key, after, { overTombstone: true })).created
    if (written) return
  }
  throw errors.storeUnavailable('the count of today’s uploads', new Error('too many count at once'))
}

const secondsToMidnight = (now: number) => Math.ceil((86_400_000 - (now % 86_400_000)) / 1000)
