/**
 * Operations usageReport and clientUsage: what was counted of the last days, summed by day and by client. What was
 * counted has a line for each client and day; what is answered has at most one for each day and one for each of the
 * clients that moved most.
 */
import * as z from 'zod'
import type { Listed } from '../stores/search-listing.ts'
import { addUsage, noUsage } from '../usage/client-usage.ts'
import type { Zone } from '../zones/zone.ts'
import { countedDays } from './counted-days.ts'

/** Clients that are named. */
export const mostClients = 200

const count = z.number().min(0).catch(0)

/** Of one client on one day, or a sum of such. Sizes in bytes. */
export const UsageNumbers = z.object({
  uploadSize: count,
  uploadCount: count,
  downloadSize: count,
  downloadCount: count,
  fallbackDownloadSize: count,
  fallbackDownloadCount: count
})
export type UsageNumbers = z.infer<typeof UsageNumbers>

const ClientOnDay = UsageNumbers.extend({ ownerId: z.string().optional() })
const Day = z.object({
  date: z.string().regex(/^\d{4}-\d\d-\d\d$/),
  clientUsage: z.record(z.string(), z.unknown())
})

type ClientSum = UsageNumbers & { client: string; ownerId: string | null }

export interface UsageReport {
  /** When it was counted, ms since the epoch; null: never yet. */
  countedAt: number | null
  /** By date, the oldest first; days without usage are not in it. */
  days: (UsageNumbers & { date: string })[]
  /** Those that moved most bytes first. */
  clients: ClientSum[]
  /** Clients beyond those. */
  moreClients: number
  total: UsageNumbers
}

interface Wanted {
  /** Dates, both counted in. */
  from: string
  to: string
  /** Days and total of this client alone; the clients are told all the same. */
  client?: string | undefined
}

export async function usageReport(zone: Zone, wanted: Wanted): Promise<UsageReport> {
  const { countedAt, days, clients, total } = await sumsOf(zone, wanted)
  const sorted = clients.sort((a, b) => moved(b) - moved(a))
  return {
    countedAt,
    days: days.sort((a, b) => (a.date < b.date ? -1 : 1)),
    clients: sorted.slice(0, mostClients),
    moreClients: Math.max(0, sorted.length - mostClients),
    total
  }
}

/** Bytes of a page's JSON. */
const largestPage = 900_000

/** Operation clientUsage: every client that did something in that time, by name, as many as a page holds. */
export async function clientUsage(
  zone: Zone,
  { after, ...wanted }: Omit<Wanted, 'client'> & { after?: string | undefined }
): Promise<Listed<ClientSum>> {
  const { clients } = await sumsOf(zone, wanted)
  const rest = clients
    .filter(({ client }) => after === undefined || client > after)
    .sort((a, b) => (a.client < b.client ? -1 : 1))
  let bytes = 0
  const end = rest.findIndex((one, at) => {
    bytes += Buffer.byteLength(JSON.stringify(one)) + 1
    return at > 0 && bytes > largestPage
  })
  const items = end < 0 ? rest : rest.slice(0, end)
  return { items, next: end < 0 ? null : (items.at(-1)?.client ?? null) }
}

interface Sums {
  countedAt: number | null
  days: UsageReport['days']
  clients: ClientSum[]
  total: UsageNumbers
}

/** Days that cannot be read are left out. */
async function sumsOf(zone: Zone, { from, to, client: only }: Wanted): Promise<Sums> {
  const counted = await countedDays(zone, from, to)
  if (counted === undefined) return { countedAt: null, days: [], clients: [], total: noUsage() }
  const days: UsageReport['days'] = []
  const clients = new Map<string, UsageNumbers & { ownerId: string | null }>()
  const total = noUsage()
  for await (const raw of counted.days) {
    const day = Day.safeParse(raw)
    if (!day.success || day.data.date < from || day.data.date > to) continue
    const sum = noUsage()
    for (const [client, rawUsage] of Object.entries(day.data.clientUsage)) {
      const parsed = ClientOnDay.safeParse(rawUsage)
      if (!parsed.success) continue
      const { ownerId, ...numbers } = parsed.data
      const ofClient = clients.get(client) ?? { ...noUsage(), ownerId: null }
      clients.set(client, ofClient)
      ofClient.ownerId = ownerId ?? ofClient.ownerId
      addUsage(ofClient, numbers)
      if (only === undefined || client === only) for (const to of [sum, total]) addUsage(to, numbers)
    }
    days.push({ date: day.data.date, ...sum })
  }
  return {
    countedAt: counted.countedAt,
    days,
    clients: [...clients].map(([client, one]) => ({ client, ...one })),
    total
  }
}

const moved = (usage: UsageNumbers) => usage.uploadSize + usage.downloadSize + usage.fallbackDownloadSize
