/**
 * usage.json as the older gateway left it, beside a recount of the archives: where they differ, and why, as far as the
 * archives say. Reads alone.
 */

import * as z from 'zod'
import { wholeUsage } from '../activity/counted-days.ts'
import type { Zone } from '../model/zone.ts'
import { sources } from '../usage/checkpoint.ts'
import { addUsage, type ClientUsage, noUsage } from '../usage/client-usage.ts'
import { dateOfMiss } from '../usage/counted-event.ts'
import { Tally } from '../usage/tally.ts'
import { openedAhead, tallyArchive } from '../usage/tally-archive.ts'
import { noUploads, UploadKeys } from '../usage/upload-keys.ts'

/** Archives that are read ahead. */
const ahead = 8

const count = z.number().min(0).catch(0)
const OfClient = z.object({
  uploadCount: count,
  uploadSize: count,
  downloadCount: count,
  downloadSize: count,
  fallbackDownloadCount: count,
  fallbackDownloadSize: count
})

export const differenceReasons = {
  misses: 'the older gateway counted requests for files that were not there',
  repeated: 'the older gateway counted each repeated finalize of one upload',
  later: 'the archives go on after usage.json was written',
  gone: 'no archive has anything of these days any more',
  unknown: 'the archives do not say why: one may be changed or gone'
} as const
export type DifferenceReason = keyof typeof differenceReasons

export interface UsageDifference {
  what: 'uploads' | 'downloads' | 'fallback downloads'
  reason: DifferenceReason
  /** The days, the first first. */
  dates: string[]
  /** Of these days together: what usage.json says, and what the archives do. */
  counted: { count: number; size: number }
  recounted: { count: number; size: number }
}

export interface ComparedUsage {
  /** Days that either knows. */
  days: number
  differences: UsageDifference[]
  /** Items that are none, and archives that break off: left out of the recount. */
  unreadable: { items: number; archives: string[] }
}

/** undefined: there is no usage.json. Throws `object.too_large`. */
export async function compareUsage(zone: Zone): Promise<ComparedUsage | undefined> {
  const counted = new Map<string, ClientUsage>()
  const all = { from: '0000-00-00', to: '9999-99-99' }
  const at = await wholeUsage(zone, all, (date, _client, usage) => {
    const parsed = OfClient.safeParse(usage)
    if (parsed.success) addUsage(ofDay(counted, date), parsed.data)
  })
  if (at === undefined) return undefined
  const recount = await recounted(zone)
  const lastDay = new Date(at).toISOString().slice(0, 10)
  const dates = [...new Set([...counted.keys(), ...recount.days.keys()])].sort()
  const differences = new Map<string, UsageDifference>()
  for (const date of dates)
    for (const [what, key] of kinds) {
      const usage = numbers(counted.get(date) ?? noUsage(), key)
      const now = numbers(recount.days.get(date) ?? noUsage(), key)
      if (usage.count === now.count && usage.size === now.size) continue
      const reason = reasonOf(date, what, usage.count, now.count, recount, lastDay)
      const difference = differences.get(`${what} ${reason}`) ?? {
        what,
        reason,
        dates: [],
        counted: { count: 0, size: 0 },
        recounted: { count: 0, size: 0 }
      }
      difference.dates.push(date)
      for (const [sum, more] of [
        [difference.counted, usage],
        [difference.recounted, now]
      ] as const) {
        sum.count += more.count
        sum.size += more.size
      }
      differences.set(`${what} ${reason}`, difference)
    }
  return { days: dates.length, differences: [...differences.values()], unreadable: recount.unreadable }
}

const kinds = [
  ['uploads', 'upload'],
  ['downloads', 'download'],
  ['fallback downloads', 'fallbackDownload']
] as const

const numbers = (usage: ClientUsage, key: (typeof kinds)[number][1]) => ({
  count: usage[`${key}Count`],
  size: usage[`${key}Size`]
})

interface Recount {
  days: Map<string, ClientUsage>
  /** By day: requests for files that were not there, and finalizes with each repetition. */
  misses: Map<string, number>
  finalizes: Map<string, number>
  unreadable: ComparedUsage['unreadable']
}

async function recounted(zone: Zone): Promise<Recount> {
  const recount: Recount = {
    days: new Map(),
    misses: new Map(),
    finalizes: new Map(),
    unreadable: { items: 0, archives: [] }
  }
  const tally = new Tally(new UploadKeys(noUploads, 0))
  const more = (counts: Map<string, number>, date: string) => counts.set(date, (counts.get(date) ?? 0) + 1)
  for (const source of sources)
    for await (const archive of openedAhead(zone, source, { through: '', recent: [] }, ahead)) {
      const { unreadable, broken } = await tallyArchive(zone, archive, tally, (item, event) => {
        if (event?.kind === 'uploaded') more(recount.finalizes, event.date)
        const miss = event === undefined ? dateOfMiss(item) : undefined
        if (miss !== undefined) more(recount.misses, miss)
      })
      recount.unreadable.items += unreadable
      if (broken !== undefined) recount.unreadable.archives.push(archive.object.key)
      for (const [date, clients] of tally.days)
        for (const usage of clients.values()) addUsage(ofDay(recount.days, date), usage)
      tally.committed()
    }
  return recount
}

function ofDay(days: Map<string, ClientUsage>, date: string): ClientUsage {
  const known = days.get(date) ?? noUsage()
  days.set(date, known)
  return known
}

function reasonOf(
  date: string,
  what: UsageDifference['what'],
  counted: number,
  recountedNow: number,
  { days, misses, finalizes }: Recount,
  lastDay: string
): DifferenceReason {
  const surplus = counted - recountedNow
  if (surplus < 0 && date >= lastDay) return 'later'
  if (!days.has(date) && !misses.has(date)) return 'gone'
  if (what !== 'uploads' && surplus > 0 && surplus <= (misses.get(date) ?? 0)) return 'misses'
  if (what === 'uploads' && surplus > 0 && counted === finalizes.get(date)) return 'repeated'
  return 'unknown'
}
