/** The objects that a checkpoint names: a day's usage, as it stands in usage.json, and the state that counting goes on from. */
import * as z from 'zod'
import { errors } from '../errors.ts'
import type { Zone } from '../model/zone.ts'
import { type JsonPiece, jsonPieces } from '../stores/json-pieces.ts'
import { type Path, Unreadable, type Wish } from '../stores/json-splitter.ts'
import { isSliceOver, nextSlice } from '../time-slice.ts'
import type { Part } from './checkpoint.ts'
import { type ClientUsage, noUsage } from './client-usage.ts'
import { LongText } from './long-text.ts'
import { type TalliedClient, Tally } from './tally.ts'
import { type KeptUploads, UploadKeys } from './upload-keys.ts'
import { UsageSum } from './usage-summary.ts'
import { addUsageText } from './usage-text.ts'

/** Bytes: what a tally has at most, about. */
const largest = 250_000_000

const HeaderInfo = z.object({
  userAgent: z.string(),
  ip: z.string().exactOptional(),
  ipCity: z.string().exactOptional(),
  ipCountry: z.string().exactOptional(),
  ipCountryRegion: z.string().exactOptional(),
  referer: z.string().exactOptional()
})
const Client = z.tuple([
  z.string(),
  z.object({
    ownerId: z.string(),
    ownerAt: z.string(),
    headerInfo: HeaderInfo.exactOptional(),
    firstAt: z.string().exactOptional(),
    total: UsageSum.exactOptional()
  })
])
/** Digests, of those handed out and of those counted: upload-keys.ts. */
const Digests = z.string()
const WaitingUpload = z.tuple([
  z.string(),
  z.number(),
  z.object({ client: z.string(), date: z.string(), size: z.number() })
])

/** `{clients: […], uploads: {times: [[…], …], waiting: […]}}` */
function wishOfState([field, at, ...path]: Path): Wish {
  if (field === undefined) return 'enter'
  if (field === 'clients') return at === undefined ? 'enter' : 'take'
  if (field !== 'uploads') return 'skip'
  if (at === undefined) return 'enter'
  if (at === 'waiting') return path.length === 0 ? 'enter' : 'take'
  return at === 'times' ? (path.length < 2 ? 'enter' : 'take') : 'skip'
}

/** Throws `usage.checkpoint_unreadable` where the state is not there, or not as it was written. */
export async function readTally(zone: Zone, state: Part | undefined, time: number): Promise<Tally> {
  const clients = new Map<string, TalliedClient>()
  const uploads: KeptUploads = { times: [], waiting: [] }
  if (state === undefined) return new Tally(new UploadKeys(uploads, time))
  await readPieces(zone, state, wishOfState, ({ path, value }) => {
    const [field, kind, at, column] = path
    if (field === 'clients') {
      const [id, client] = Client.parse(value)
      clients.set(id, client)
    } else if (kind === 'waiting') uploads.waiting.push(WaitingUpload.parse(value))
    else if (column === 0) uploads.times.push([z.number().parse(value), '', ''])
    else {
      const last = uploads.times.at(-1)
      if (last === undefined || at !== uploads.times.length - 1 || (column !== 1 && column !== 2))
        throw new Unreadable()
      last[column] = Digests.parse(value)
    }
  })
  const tally = new Tally(new UploadKeys(uploads, time))
  for (const [id, client] of clients) {
    tally.know(id, client)
    if (isSliceOver()) await nextSlice()
  }
  return tally
}

export async function stateText(tally: Tally): Promise<LongText> {
  const { times, waiting } = tally.uploads.kept()
  const text = new LongText().add('{"clients":[')
  await text.addAll(tally.clients, one => JSON.stringify(one))
  await text.add('],"uploads":{"times":[').addAll(times, one => JSON.stringify(one))
  await text.add('],"waiting":[').addAll(waiting, one => JSON.stringify(one))
  return text.add(']}}')
}

/** A day's usage by client. */
export async function readDay(zone: Zone, part: Part): Promise<Map<string, ClientUsage>> {
  const usage = new Map<string, ClientUsage>()
  const wish = ([field, client]: Path): Wish =>
    field === undefined || (field === 'clientUsage' && client === undefined)
      ? 'enter'
      : field === 'clientUsage'
        ? 'take'
        : 'skip'
  await readPieces(zone, part, wish, ({ path, value }) => {
    usage.set(String(path[1]), { ...noUsage(), ...UsageSum.parse(value) })
  })
  return usage
}

export async function dayText(
  date: string,
  usage: Map<string, ClientUsage>,
  ownerOf: (client: string) => string
): Promise<LongText> {
  const text = new LongText().add(`{"date":${JSON.stringify(date)},"clientUsage":`)
  return (await addUsageText(text, usage, ownerOf)).add('}')
}

export async function writePart(zone: Zone, key: string, text: LongText): Promise<Part> {
  await zone.bucket.putStream(key, text.size, () => text.chunks(), { contentType: 'application/json' })
  return { key, size: text.size }
}

/** Its bytes. Throws `usage.checkpoint_unreadable` where it is not there, or not as long as it was written. */
export async function* readPart(zone: Zone, { key, size }: Part): AsyncGenerator<Uint8Array> {
  const chunks = size > largest ? undefined : await zone.bucket.read(key, size)
  let bytes = 0
  for await (const chunk of chunks ?? []) {
    bytes += chunk.length
    if (bytes > size) break
    yield chunk
  }
  if (bytes !== size) throw errors.usageUnreadable(zone.name, key)
}

async function readPieces(zone: Zone, part: Part, wish: (path: Path) => Wish, take: (piece: JsonPiece) => void) {
  try {
    for await (const piece of jsonPieces(readPart(zone, part), wish)) take(piece)
  } catch (error) {
    if (error instanceof Unreadable || error instanceof z.ZodError) throw errors.usageUnreadable(zone.name, part.key)
    throw error
  }
}
