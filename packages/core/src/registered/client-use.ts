/**
 * The day on which a client was used last in a zone, in a record of its own: count-usage finds it in the archives, so that
 * no request writes it. Uses are what usage counts: uploads, and downloads that were found.
 */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { ClientId } from '../ids/client-id.ts'
import { readRecord } from '../stores/read-record.ts'
import { isSliceOver, nextSlice } from '../time-slice.ts'
import { withTimeout } from '../with-timeout.ts'

type Deps = Pick<GatewayDeps, 'registry'>

const ClientUse = z.object({ day: z.string() })

/** Reads and writes side by side. */
const atOnce = 16
/** Tries of a write that others keep overtaking. */
const tries = 3
/** ms that the registry has for all of a list: who reads it waits no longer for days. */
const patience = 2_000

const useKey = (zone: string, clientId: string) => ({ kind: 'client-use', zone, id: clientId }) as const

/** `days`: for each date (YYYY-MM-DD) what was counted by client. Repeating it changes nothing. */
export async function noteUses(
  deps: Deps,
  zone: string,
  days: ReadonlyMap<string, ReadonlyMap<string, unknown>>
): Promise<void> {
  const last = new Map<string, string>()
  for (const [day, clients] of days)
    for (const client of clients.keys()) {
      if (isSliceOver()) await nextSlice()
      if (day > (last.get(client) ?? '') && ClientId.safeParse(client).success) last.set(client, day)
    }
  const waiting = [...last]
  const worker = async () => {
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      // A registry on this machine's disk answers at once.
      if (isSliceOver()) await nextSlice()
      await noteUse(deps, zone, ...one)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** A day that is later stays. One that others keep writing is theirs: it is of today, too. */
async function noteUse({ registry }: Deps, zone: string, clientId: string, day: string): Promise<void> {
  const key = useKey(zone, clientId)
  for (let tried = 0; tried < tries; tried++) {
    const entry = await registry.get(key)
    if (entry?.state !== 'present') {
      if ((await registry.create(key, { day })).created) return
    } else if (readRecord(ClientUse, key, entry.value).day >= day) return
    else if ((await registry.replace(key, { day }, entry.version)) !== undefined) return
  }
}

/** By client; those that were not used yet, or not read in time, are not in it. */
export async function lastUses(
  { registry }: Deps,
  zone: string,
  clientIds: readonly ClientId[]
): Promise<ReadonlyMap<string, string>> {
  const days = new Map<string, string>()
  const read = clientIds.map(async clientId => {
    const key = useKey(zone, clientId)
    const entry = await registry.get(key)
    if (entry?.state === 'present') days.set(clientId, readRecord(ClientUse, key, entry.value).day)
  })
  await withTimeout(patience, Promise.allSettled(read), () => undefined)
  return new Map(days)
}
