/**
 * The days of usage that were counted, from where they cost least. The maintenance of this gateway keeps each day in an
 * object of its own, named by `usage/checkpoint.json`: of those only the ones that are asked for are read. Where there is
 * none, another gateway has counted, and usage.json is read whole.
 */
import * as z from 'zod'
import { readJsonObject } from '../stores/read-json-object.ts'
import { zoneKey } from '../zones/keys.ts'
import type { Zone } from '../zones/zone.ts'

/** Bytes that are read of usage.json, of the checkpoint, and of a day. */
const largest = { usage: 64_000_000, checkpoint: 16_000_000, day: 16_000_000 }
/** Days that are read side by side. */
const atOnce = 12

const Checkpoint = z.object({ days: z.record(z.string(), z.object({ key: z.string() })) })
const Usage = z.object({ timestamp: z.number(), dailyUsage: z.array(z.unknown()) })

export interface CountedDays {
  /** ms since the epoch */
  countedAt: number
  /** As they lie there; from usage.json others than those that were asked for, too. */
  days: AsyncIterable<unknown>
}

/** `from`, `to`: dates, both counted in. undefined: nothing was counted yet. */
export async function countedDays(zone: Zone, from: string, to: string): Promise<CountedDays | undefined> {
  const checkpointKey = zoneKey(zone, 'usage/checkpoint.json')
  const checkpoint = Checkpoint.safeParse(await readJsonObject(zone.bucket, checkpointKey, largest.checkpoint))
  if (checkpoint.success) {
    const { items } = await zone.bucket.list(checkpointKey, { limit: 1 })
    const folder = zoneKey(zone, 'usage/days/')
    const keys = Object.entries(checkpoint.data.days)
      // Zones share buckets: what a file of this one names is read only where it is this one's.
      .filter(([date, { key }]) => date >= from && date <= to && key.startsWith(folder))
      .map(([, { key }]) => key)
    return { countedAt: items[0]?.modified ?? 0, days: dayObjects(zone, keys) }
  }
  const usage = Usage.safeParse(await readJsonObject(zone.bucket, zoneKey(zone, 'usage/usage.json'), largest.usage))
  if (!usage.success) return undefined
  return { countedAt: usage.data.timestamp, days: each(usage.data.dailyUsage) }
}

/** One that a run of the maintenance has just replaced is left out. */
async function* dayObjects(zone: Zone, keys: readonly string[]): AsyncGenerator<unknown> {
  for (let at = 0; at < keys.length; at += atOnce) {
    const some = keys.slice(at, at + atOnce)
    yield* await Promise.all(some.map(key => readJsonObject(zone.bucket, key, largest.day)))
  }
}

async function* each(items: readonly unknown[]): AsyncGenerator<unknown> {
  yield* items
}
