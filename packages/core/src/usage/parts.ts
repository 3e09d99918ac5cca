/** The objects that a checkpoint names: a day's usage, as it stands in usage.json, and the state that counting goes on from. */
import * as z from 'zod'
import { isObject } from '../activity/archived-item.ts'
import { errors } from '../errors.ts'
import type { Zone } from '../zones/zone.ts'
import type { Part } from './checkpoint.ts'
import { type ClientUsage, noUsage, usageText } from './client-usage.ts'
import { type TalliedClient, Tally } from './tally.ts'
import { KeptUploads, noUploads, UploadKeys } from './upload-keys.ts'

/** Bytes: a day of 300,000 clients, about. */
const largest = 100_000_000

const HeaderInfo = z.object({
  userAgent: z.string(),
  ip: z.string().exactOptional(),
  ipCity: z.string().exactOptional(),
  ipCountry: z.string().exactOptional(),
  ipCountryRegion: z.string().exactOptional(),
  referer: z.string().exactOptional()
})
const Usage = z.object({
  uploadSize: z.number(),
  uploadCount: z.number(),
  downloadSize: z.number(),
  downloadCount: z.number(),
  fallbackDownloadSize: z.number(),
  fallbackDownloadCount: z.number()
})
const State = z.object({
  clients: z.array(
    z.tuple([
      z.string(),
      z.object({
        ownerId: z.string(),
        ownerAt: z.string(),
        headerInfo: HeaderInfo.exactOptional(),
        firstAt: z.string().exactOptional(),
        total: Usage.exactOptional()
      })
    ])
  ),
  uploads: KeptUploads
})

export async function readTally(zone: Zone, state: Part | undefined, time: number): Promise<Tally> {
  if (state === undefined) return new Tally([], new UploadKeys(noUploads, time))
  const parsed = State.safeParse(await readJson(zone, state))
  if (!parsed.success) throw errors.usageUnreadable(zone.name, state.key)
  const { clients, uploads } = parsed.data
  return new Tally(clients, new UploadKeys(uploads, time))
}

export function stateText(tally: Tally): string {
  const clients: [string, TalliedClient][] = [...tally.clients]
  return JSON.stringify({ clients, uploads: tally.uploads.kept() })
}

/** A day's usage by client. */
export async function readDay(zone: Zone, part: Part): Promise<Map<string, ClientUsage>> {
  const json = await readJson(zone, part)
  const usage = isObject(json) ? json.clientUsage : undefined
  if (!isObject(usage)) throw errors.usageUnreadable(zone.name, part.key)
  // Not z.record, which drops a `__proto__` key.
  return new Map(
    Object.entries(usage).map(([client, one]) => {
      const parsed = Usage.safeParse(one)
      if (!parsed.success) throw errors.usageUnreadable(zone.name, part.key)
      return [client, { ...noUsage(), ...parsed.data }]
    })
  )
}

export const dayText = (date: string, usage: Map<string, ClientUsage>, ownerOf: (client: string) => string): string =>
  `{"date":${JSON.stringify(date)},"clientUsage":${usageText(usage, ownerOf)}}`

export async function writePart(zone: Zone, key: string, text: string): Promise<Part> {
  const bytes = Buffer.from(text)
  await zone.bucket.put(key, bytes, { contentType: 'application/json' })
  return { key, size: bytes.length }
}

/** Throws `usage.checkpoint_unreadable` where it is not there, or not as it was written. */
export async function readPart(zone: Zone, { key, size }: Part): Promise<Uint8Array> {
  const there = await zone.bucket.get(key, largest)
  if (there?.bytes.length !== size) throw errors.usageUnreadable(zone.name, key)
  return there.bytes
}

async function readJson(zone: Zone, part: Part): Promise<unknown> {
  const bytes = await readPart(zone, part)
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString())
  } catch {
    throw errors.usageUnreadable(zone.name, part.key)
  }
}
