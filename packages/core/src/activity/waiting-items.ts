/**
 * What waits in the ephemeral store to be archived, and which archives there are, as of one moment although they are read
 * one after the other: an item that is being moved is in one of the two.
 */
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { defaultZoneName } from '../ids/zone-name.ts'
import type { Zone } from '../model/zone.ts'
import type { StoredLogItem } from '../stores/log-items.ts'
import { isSliceOver, nextSlice } from '../time-slice.ts'
import { archivePlan } from './archive-record.ts'
import { newestArchives } from './log-archives.ts'

/** Of one look, for each of a zone's names. */
const most = { items: 1_000, bytes: 2_000_000 }
/** Looks that an archive may be made in the middle of. */
const tries = 5

export type Deps = Pick<GatewayDeps, 'logItems' | 'registry' | 'now' | 'logger'>

export interface WaitingItems {
  /** Those that lie in no archive up to `newest`. */
  items: StoredLogItem[]
  /** Everything later than this is among them, ms since the epoch; undefined: everything is. */
  floor: number | undefined
  /** The name of the newest archive; '' where there is none. */
  newest: string
}

/** Items of no zone are the default zone's. */
export const namesOf = (zone: Zone) => (zone.name === defaultZoneName ? [zone.name, ''] : [zone.name])

/** Of requests until `upTo`, ms since the epoch. */
export async function waitingItems(deps: Deps, zone: Zone, upTo: number): Promise<WaitingItems> {
  for (let tried = 0; tried < tries; tried++) {
    const before = await archivePlan(deps, zone.name)
    const { items, floor } = await look(deps, zone, upTo)
    const newest = await newestArchive(deps, zone)
    const marked = await markedAmong(deps, items)
    const after = await archivePlan(deps, zone.name)
    if (before.version !== after.version) continue
    const planned = new Set(before.plan?.ids)
    const isWritten = before.plan !== undefined && planName(before.plan.file) <= newest
    const isArchived = (id: string) => (planned.has(id) ? isWritten : marked.has(id))
    return { items: items.filter(({ id }) => !isArchived(id)), floor, newest }
  }
  throw errors.storeUnavailable('the activity, which is being archived,', new Error('its archives keep changing'))
}

export async function newestArchive(deps: Pick<GatewayDeps, 'now'>, zone: Zone): Promise<string> {
  return (await newestArchives(zone, deps.now(), { count: 1 }))[0]?.name ?? ''
}

const planName = (file: number) => `${new Date(file).toISOString()}.json`

/** Of the moment at which a look was cut off not everything is here: that is asked for later. */
async function look({ logItems }: Deps, zone: Zone, upTo: number) {
  const windows = await Promise.all(namesOf(zone).map(name => logItems.newestLogItems(name, most, upTo)))
  const items = windows.flat()
  const floors: number[] = []
  for (const window of windows) if (await isCutOff(window)) floors.push(timeOf(window.at(-1)))
  if (floors.length === 0) return { items, floor: undefined }
  const floor = Math.max(...floors)
  const later = items.filter(item => timeOf(item) > floor)
  if (later.length > 0) return { items: later, floor }
  // More than fit a look came in one millisecond: whoever waits for the rest of them never gets on.
  return { items: items.filter(item => timeOf(item) === floor), floor: floor - 1 }
}

/** One item is smaller than half of what is asked for. */
async function isCutOff(items: readonly StoredLogItem[]): Promise<boolean> {
  if (items.length >= most.items) return true
  let bytes = 0
  for (const { item } of items) {
    bytes += JSON.stringify(item).length
    if (isSliceOver()) await nextSlice()
  }
  return bytes > most.bytes / 2
}

const timeOf = (one: StoredLogItem | undefined) => Number(one?.item.requestTimestamp)

async function markedAmong({ logItems }: Deps, items: readonly StoredLogItem[]): Promise<Set<string>> {
  const ids = items.map(({ id }) => id)
  const marked = new Set<string>()
  for (let at = 0; at < ids.length; at += 1000)
    for (const id of await logItems.archivedAmong(ids.slice(at, at + 1000))) marked.add(id)
  return marked
}
