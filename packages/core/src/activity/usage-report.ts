/**
 * Operations usageReport and clientUsage: what was counted of the last days, summed by day and by client. What was
 * counted has a line for each client and day; what is answered has at most one for each day and one for each of the
 * clients that moved most.
 */
import * as z from 'zod'
import type { Zone } from '../model/zone.ts'
import type { Listed } from '../stores/search-listing.ts'
import { addUsage, noUsage } from '../usage/client-usage.ts'
import { mostClients, moved } from '../usage/usage-summary.ts'
import { type ClientSum, ClientSums, FirstClientSums } from './client-sums.ts'
import { countedDays } from './counted-days.ts'

/** Clients that are told apart; of those beyond, days and total alone are told. */
const mostSummed = 50_000
/** Clients of a page, at most: more than its bytes hold. */
const mostOfPage = 10_000

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

const ClientOnDay = UsageNumbers.extend({ ownerId: z.string().max(200).optional().catch(undefined) })

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
  const clients = new ClientSums(mostSummed)
  const days = new Map<string, UsageNumbers>()
  const total = noUsage()
  const countedAt = await countedDays(zone, wanted, (date, client, usage) => {
    const parsed = ClientOnDay.safeParse(usage)
    const ofDay = days.get(date) ?? noUsage()
    days.set(date, ofDay)
    if (!parsed.success) return
    clients.add(client, date, parsed.data)
    if (wanted.client === undefined || client === wanted.client)
      for (const sum of [ofDay, total]) addUsage(sum, parsed.data)
  })
  if (countedAt === undefined) return { countedAt: null, days: [], clients: [], moreClients: 0, total: noUsage() }
  const sorted = clients.list().sort((a, b) => moved(b) - moved(a))
  return {
    countedAt,
    days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, sum]) => ({ date, ...sum })),
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
  const sums = new FirstClientSums(mostOfPage)
  const countedAt = await countedDays(zone, wanted, (date, client, usage) => {
    const parsed = ClientOnDay.safeParse(usage)
    if (parsed.success && (after === undefined || client > after)) sums.add(client, date, parsed.data)
  })
  const rest = countedAt === undefined ? [] : sums.list()
  let bytes = 0
  const end = rest.findIndex((one, at) => {
    bytes += Buffer.byteLength(JSON.stringify(one)) + 1
    return at >= mostOfPage || (at > 0 && bytes > largestPage)
  })
  const items = end < 0 ? rest : rest.slice(0, end)
  return { items, next: end < 0 ? null : (items.at(-1)?.client ?? null) }
}
