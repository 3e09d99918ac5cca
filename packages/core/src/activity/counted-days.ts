/**
 * The usage that was counted of each client on each day, from where it costs least. The jobs of this gateway keep
 * each day in an object of its own, named by `usage/checkpoint.json`: of those only the ones that are asked for are read.
 * Where there is none, another gateway has counted, and usage.json is read from one end to the other. All of it lies in
 * the zone owner's bucket and may be anything.
 */
import * as z from 'zod'
import type { Zone } from '../model/zone.ts'
import { siteErrors } from '../site-errors.ts'
import { readJsonPieces } from '../stores/json-pieces.ts'
import { type Path, Unreadable, type Wish } from '../stores/json-splitter.ts'
import type { ListedObject } from '../stores/object-store.ts'
import { zoneKey } from '../zones/keys.ts'

/** Bytes that are read of usage.json, of the checkpoint, of a day, and of all days of one report. */
export const largestUsage = { usage: 64_000_000, checkpoint: 16_000_000, day: 16_000_000, days: 64_000_000 }
/** Days that are read side by side. */
const atOnce = 12
/** Clients of a day that is not known yet: other gateways may write its date behind them. */
const mostWaiting = 10_000

export interface Range {
  /** Dates, both counted in. */
  from: string
  to: string
}

/** `usage` is as it lies there, undefined where it is too large. */
type Take = (date: string, client: string, usage: unknown) => void

/**
 * Calls `take` for each client of each day of the range. Gives when it was counted, ms since the epoch; undefined:
 * nothing was counted yet, and what was taken is to be forgotten. Throws `usage.too_large` or `object.too_large`.
 */
export async function countedDays(zone: Zone, range: Range, take: Take): Promise<number | undefined> {
  const checkpoint = await findUsage(zone, 'usage/checkpoint.json')
  const parts = checkpoint === undefined ? undefined : await partsOf(zone, checkpoint, range)
  if (checkpoint === undefined || parts === undefined) return wholeUsage(zone, range, take)
  if (parts.reduce((sum, { size }) => sum + size, 0) > largestUsage.days)
    throw siteErrors.usageTooLarge(zone.name, largestUsage.days)
  const waiting = [...parts]
  const worker = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) await takeDay(zone, part, take)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return checkpoint.modified
}

export async function findUsage(zone: Zone, name: string): Promise<ListedObject | undefined> {
  const key = zoneKey(zone, name)
  const { items } = await zone.bucket.list(key, { limit: 1 })
  return items.find(object => object.key === key)
}

const Part = z.object({ key: z.string(), size: z.number().catch(0) })
type DayPart = z.infer<typeof Part> & { date: string }

/** undefined: it is no checkpoint. */
async function partsOf(zone: Zone, object: ListedObject, { from, to }: Range): Promise<DayPart[] | undefined> {
  const folder = zoneKey(zone, 'usage/days/')
  let hasDays = false
  const pieces = await readJsonPieces(zone.bucket, object, largestUsage.checkpoint, ([field, date]) => {
    if (field === undefined) return 'enter'
    if (field !== 'days') return 'skip'
    if (date === undefined) return 'enter'
    hasDays = true
    return date >= from && date <= to ? 'take' : 'skip'
  })
  const parts: DayPart[] = []
  try {
    for await (const { path, value } of pieces ?? []) {
      const [, date] = path
      const part = Part.safeParse(value)
      // Zones share buckets: what a file of this one names is read only where it is this one's.
      if (isDate(date) && part.success && part.data.key.startsWith(folder)) parts.push({ date, ...part.data })
    }
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
  return hasDays ? parts : undefined
}

/** One that a run of the job has just replaced is left out; of one that breaks off, what is behind that. */
async function takeDay(zone: Zone, part: DayPart, take: Take): Promise<void> {
  const pieces = await readJsonPieces(zone.bucket, part, largestUsage.day, path =>
    path.length === 0 ? 'enter' : ofDay(path)
  )
  try {
    for await (const { path, value } of pieces ?? []) if (path.length === 2) take(part.date, String(path[1]), value)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
  }
}

/** `path`: in the object of a day. */
function ofDay([field, client]: Path): Wish {
  if (field === 'date') return 'take'
  if (field !== 'clientUsage') return 'skip'
  return client === undefined ? 'enter' : 'take'
}

/** The same from usage.json, whoever counted. */
export async function wholeUsage(zone: Zone, { from, to }: Range, take: Take): Promise<number | undefined> {
  const object = await findUsage(zone, 'usage/usage.json')
  if (object === undefined) return undefined
  const pieces = await readJsonPieces(zone.bucket, object, largestUsage.usage, ([field, _day, ...path]) => {
    if (field === 'timestamp') return 'take'
    if (field !== undefined && field !== 'dailyUsage') return 'skip'
    return path.length === 0 ? 'enter' : ofDay(path)
  })
  let countedAt: number | undefined
  const wanted = datesFirst((date, client, usage) => {
    if (isDate(date) && date >= from && date <= to && isClient(client)) take(date, client, usage)
  })
  try {
    for await (const { path, value } of pieces ?? []) {
      const [field, day] = path
      if (field === 'timestamp' && typeof value === 'number') countedAt = value
      if (field === 'dailyUsage' && typeof day === 'number') wanted(day, path.slice(2), value)
    }
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
  return countedAt
}

/** Has clients wait for the date of their day. */
function datesFirst(take: Take) {
  let current: number | undefined
  let date: string | undefined
  let waiting: [client: string, usage: unknown][] = []
  return (day: number, [field, client]: Path, value: unknown) => {
    if (day !== current) [current, date, waiting] = [day, undefined, []]
    if (field === 'date') {
      date = String(value)
      for (const [client, usage] of waiting.splice(0)) take(date, client, usage)
    } else if (client !== undefined && date !== undefined) take(date, String(client), value)
    else if (client !== undefined && waiting.length < mostWaiting) waiting.push([String(client), value])
  }
}

/** Nobody's name is longer. */
const isClient = (value: unknown): value is string => typeof value === 'string' && value.length <= 200
export const isDate = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
