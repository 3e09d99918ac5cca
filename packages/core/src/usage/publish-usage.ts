/** Writes usage.json, which grows with days and clients, as a stream: the days' parts are in it as they lie. */
import { zoneKey } from '../zones/keys.ts'
import type { Zone } from '../zones/zone.ts'
import { type CheckpointContent, usageKeys } from './checkpoint.ts'
import { objectText, usageText } from './client-usage.ts'
import { readPart } from './parts.ts'
import type { Tally } from './tally.ts'

/** Parts that are read ahead. */
const ahead = 6

/** `timestamp`: ms since the epoch. Gives the etag and the bytes. */
export async function publishUsage(
  zone: Zone,
  { days }: CheckpointContent,
  tally: Tally,
  timestamp: number
): Promise<{ etag: string; size: number }> {
  const parts = Object.entries(days)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, part]) => part)
  const totals = [...tally.clients].flatMap(([client, { total }]) =>
    total === undefined ? [] : [[client, total] as const]
  )
  const clients = objectText(tally.clients, ([clientId, { ownerId, headerInfo }]) =>
    JSON.stringify({ clientId, ownerId, headerInfo })
  )
  const head = Buffer.from(`{"timestamp":${timestamp},"clients":${clients},"dailyUsage":[`)
  const tail = Buffer.from(`],"totalUsage":{"clientUsage":${usageText(totals, tally.ownerOf)}}}`)
  const commas = Math.max(0, parts.length - 1)
  const size = head.length + tail.length + commas + parts.reduce((sum, part) => sum + part.size, 0)

  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield head
    const reading: Promise<Uint8Array>[] = []
    let next = 0
    for (let at = 0; at < parts.length; at++) {
      for (; next < Math.min(parts.length, at + ahead); next++) {
        const part = parts[next]
        if (part === undefined) break
        const read = readPart(zone, part)
        // Found by whoever comes to it.
        read.catch(() => undefined)
        reading.push(read)
      }
      if (at > 0) yield comma
      const bytes = await reading.shift()
      if (bytes !== undefined) yield bytes
    }
    yield tail
  }
  const key = zoneKey(zone, usageKeys.usage)
  const { etag } = await zone.bucket.putStream(key, size, chunks, { contentType: 'application/json' })
  return { etag, size }
}

const comma = Buffer.from(',')
