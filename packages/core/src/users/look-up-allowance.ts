/** How many logins a user may have looked up at the identity provider, whose answers all users of the gateway share. */
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { readRecord } from '../stores/read-record.ts'

/** Of one user, in an hour of the clock. */
export const lookUpsPerHour = 200

const Hour = z.object({ hour: z.int(), count: z.int() })

/** Tries of a count that others keep overtaking. */
const tries = 4

/** Takes as many of `wanted` as are left, and says how many. */
export async function takeLookUps(
  { registry, now }: Pick<GatewayDeps, 'registry' | 'now'>,
  accountId: string,
  wanted: number
): Promise<number> {
  const key = { kind: 'look-ups', id: accountId } as const
  const hour = Math.floor(now() / 3_600_000)
  for (let tried = 0; tried < tries; tried++) {
    const entry = await registry.get(key)
    const before = entry?.state === 'present' ? readRecord(Hour, key, entry.value) : undefined
    const used = before?.hour === hour ? before.count : 0
    const taken = Math.min(wanted, Math.max(0, lookUpsPerHour - used))
    if (taken === 0) return 0
    const after = { hour, count: used + taken }
    const written =
      entry?.state === 'present'
        ? (await registry.replace(key, after, entry.version)) !== undefined
        : (await registry.create(key, after)).created
    if (written) return taken
  }
  return 0
}
