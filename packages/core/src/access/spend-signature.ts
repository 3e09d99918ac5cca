/**
 * A signed request that destroys something counts once. Its timestamp is good for 125 s around the gateway's clock; whoever
 * captured it on the way could send it again for as long, against what was stored meanwhile.
 *
 * The registry keeps which signatures were spent, until their timestamps are out of date anyway: a record for each 256th
 * of a zone's, so that many deletions at once seldom meet in one, and each stays small.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import { readRecord } from '../stores/read-record.ts'
import type { Credential } from './credential.ts'
import { timestampTolerance } from './timestamp.ts'

/** Spent signatures by their digest, with when each may be forgotten, ms since the epoch. */
const Spent = z.record(z.string(), z.number())

/** How far the clocks of two processes of one gateway may be apart, ms. */
const clockDifference = 60_000
/** Most in one record: a zone then has 250,000 deletions in five minutes. */
const mostInRecord = 1_000
/** Tries of a write that others keep overtaking. */
const tries = 8

/**
 * `arrived`: when the request came, ms since the epoch. Of many at once with one signature just one goes on. Throws
 * `auth.repeated_request`, or `store.unavailable` where too many are written at once.
 */
export async function spendSignature(
  deps: Pick<GatewayDeps, 'registry'>,
  zone: ZoneName,
  credential: Credential,
  arrived: number
): Promise<void> {
  // A session's requests come from our own pages alone, over TLS, and carry nothing that others could send.
  if (credential.kind !== 'client') return
  const digest = createHash('sha256').update(`${credential.clientId} ${credential.signature}`).digest('hex')
  const key = { kind: 'spent-signature', zone, id: digest.slice(0, 2) } as const
  for (let tried = 0; tried < tries; tried++) {
    const entry = await deps.registry.get(key)
    const known = entry?.state === 'present' ? readRecord(Spent, key, entry.value) : {}
    if (known[digest] !== undefined) throw errors.repeatedRequest()
    const good = Object.entries(known).filter(([, until]) => until > arrived)
    if (good.length >= mostInRecord) break
    const spent = { ...Object.fromEntries(good), [digest]: arrived + 2 * timestampTolerance + clockDifference }
    const written =
      entry?.state === 'present'
        ? (await deps.registry.replace(key, spent, entry.version)) !== undefined
        : (await deps.registry.create(key, spent)).created
    if (written) return
  }
  throw errors.storeUnavailable('the record of deletions', new Error('too many delete at once'))
}
