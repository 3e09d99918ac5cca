/**
 * The usage of all time, as the job that counts keeps it beside the days: however old a zone is and whatever its clients
 * did, one read of a bounded object. It lies in the zone owner's bucket and may be anything.
 */
import type { Zone } from '../model/zone.ts'
import { readJsonPieces } from '../stores/json-pieces.ts'
import { type Path, Unreadable, type Wish } from '../stores/json-splitter.ts'
import { addUsage, noUsage } from '../usage/client-usage.ts'
import { longestName, mostClients, moved, TopClient } from '../usage/usage-summary.ts'
import { findUsage, isDate, largestUsage } from './counted-days.ts'
import { UsageNumbers, type UsageReport } from './usage-report.ts'

/** `{days: {<date>: {…, sum}}, top: {clients: […], more}}` */
function wish([field, name, inside]: Path): Wish {
  if (field === undefined) return 'enter'
  if (field === 'days') return name === undefined ? 'enter' : 'take'
  if (field !== 'top') return 'skip'
  return name === undefined || (name === 'clients' && inside === undefined) ? 'enter' : 'take'
}

/** undefined: the job has not kept it yet, or another gateway counts here. `to`: the last date that is told of. */
export async function allTimeUsage(zone: Zone, to: string): Promise<UsageReport | undefined> {
  const object = await findUsage(zone, 'usage/checkpoint.json')
  if (object === undefined) return undefined
  const pieces = await readJsonPieces(zone.bucket, object, largestUsage.checkpoint, wish)
  const days: UsageReport['days'] = []
  const clients: UsageReport['clients'] = []
  const total = noUsage()
  let moreClients: number | undefined
  try {
    for await (const { path, value } of pieces ?? []) {
      const [field, name] = path
      if (field === 'top') {
        if (name === 'more') moreClients = Number.isSafeInteger(value) ? Number(value) : 0
        else takeClient(clients, value)
        continue
      }
      const sum = sumOfDay(value)
      if (sum === undefined) return undefined
      if (!isDate(name) || name > to) continue
      days.push({ date: name, ...sum })
      addUsage(total, sum)
    }
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
  if (moreClients === undefined) return undefined
  return {
    countedAt: object.modified,
    days: days.sort((a, b) => (a.date < b.date ? -1 : 1)),
    clients: clients.sort((a, b) => moved(b) - moved(a)),
    moreClients,
    total
  }
}

function sumOfDay(value: unknown): UsageNumbers | undefined {
  const sum = typeof value === 'object' && value !== null && 'sum' in value ? value.sum : undefined
  return UsageNumbers.safeParse(sum).data
}

function takeClient(clients: UsageReport['clients'], value: unknown): void {
  const client = TopClient.extend(UsageNumbers.shape).safeParse(value).data
  const names = [client?.client ?? '', client?.ownerId ?? '']
  if (client !== undefined && clients.length < mostClients && names.every(name => name.length <= longestName))
    clients.push(client)
}
