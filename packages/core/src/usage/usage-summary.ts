/**
 * What is told of all time, however long that is: of each day one sum, and the clients that moved most. It is a part of
 * the checkpoint, so that one bounded read has it.
 */
import * as z from 'zod'
import { isSliceOver, nextSlice } from '../time-slice.ts'
import { addUsage, type ClientUsage, noUsage } from './client-usage.ts'
import type { Tally } from './tally.ts'

export const UsageSum = z.object({
  uploadSize: z.number(),
  uploadCount: z.number(),
  downloadSize: z.number(),
  downloadCount: z.number(),
  fallbackDownloadSize: z.number(),
  fallbackDownloadCount: z.number()
})

export const TopClient = UsageSum.extend({ client: z.string(), ownerId: z.string().nullable() })
export type TopClient = z.infer<typeof TopClient>

/** `more`: clients beyond those. */
export const TopClients = z.object({ clients: z.array(TopClient), more: z.int() })
export type TopClients = z.infer<typeof TopClients>

/** Clients that are named. */
export const mostClients = 200
/** Characters of a client's or an owner's name; nobody's is longer. */
export const longestName = 200

/** Bytes. */
export const moved = (usage: ClientUsage): number => usage.uploadSize + usage.downloadSize + usage.fallbackDownloadSize

export function sumOf(usage: Iterable<ClientUsage>): ClientUsage {
  const sum = noUsage()
  for (const one of usage) addUsage(sum, one)
  return sum
}

export async function topClientsOf(tally: Tally): Promise<TopClients> {
  let [top, all]: [TopClient[], number] = [[], 0]
  const cut = () => {
    top = top.sort((a, b) => moved(b) - moved(a)).slice(0, mostClients)
  }
  for (const [client, { ownerId, total }] of tally.clients) {
    if (total === undefined || client.length > longestName) continue
    all++
    top.push({ ...total, client, ownerId: ownerId.length <= longestName ? ownerId : null })
    if (top.length >= 5 * mostClients) cut()
    if (isSliceOver()) await nextSlice()
  }
  cut()
  return { clients: top, more: all - top.length }
}
