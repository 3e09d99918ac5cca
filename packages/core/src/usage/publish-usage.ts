/** Writes usage.json, which grows with days and clients, as a stream: the days' parts are in it as they lie. */

import type { Zone } from '../model/zone.ts'
import { zoneKey } from '../zones/keys.ts'
import { type CheckpointContent, type Part, usageKeys } from './checkpoint.ts'
import type { ClientUsage } from './client-usage.ts'
import { LongText } from './long-text.ts'
import { readPart } from './parts.ts'
import type { Tally } from './tally.ts'
import { addObjectText, addUsageText } from './usage-text.ts'

/** Parts that are read ahead, and bytes of one that is. */
const ahead = 6
const aheadUpTo = 4_000_000

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
  const head = new LongText().add(`{"timestamp":${timestamp},"clients":`)
  await addObjectText(head, tally.clients, ([clientId, { ownerId, headerInfo }]) =>
    JSON.stringify({ clientId, ownerId, headerInfo })
  )
  head.add(',"dailyUsage":[')
  const tail = new LongText().add('],"totalUsage":{"clientUsage":')
  await addUsageText(tail, totalsOf(tally), tally.ownerOf)
  tail.add('}}')
  const commas = Math.max(0, parts.length - 1)
  const size = head.size + tail.size + commas + parts.reduce((sum, part) => sum + part.size, 0)

  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* head.chunks()
    const opened: (() => AsyncIterable<Uint8Array>)[] = []
    let next = 0
    for (let at = 0; at < parts.length; at++) {
      for (; next < Math.min(parts.length, at + ahead); next++) {
        const part = parts[next]
        if (part !== undefined) opened.push(openPart(zone, part))
      }
      if (at > 0) yield comma
      const read = opened.shift()
      if (read !== undefined) yield* read()
    }
    yield* tail.chunks()
  }
  const key = zoneKey(zone, usageKeys.usage)
  const { etag } = await zone.bucket.putStream(key, size, chunks, { contentType: 'application/json' })
  return { etag, size }
}

function* totalsOf({ clients }: Tally): Generator<[string, ClientUsage]> {
  for (const [client, { total }] of clients) if (total !== undefined) yield [client, total]
}

/** Reads it ahead, if it is small. */
function openPart(zone: Zone, part: Part): () => AsyncIterable<Uint8Array> {
  if (part.size > aheadUpTo) return () => readPart(zone, part)
  const reading = allOf(readPart(zone, part))
  // Its failure is found by whoever comes to it.
  reading.catch(() => undefined)
  return async function* () {
    yield* await reading
  }
}

async function allOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return all
}

const comma = Buffer.from(',')
