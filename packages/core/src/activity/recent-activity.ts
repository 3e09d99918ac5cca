/**
 * Operation recentActivity: the newest of a zone's log items, from the ephemeral store and from the newest archives in
 * the bucket. Shown is an allow-list of what an item says: older gateways' items hold tokens and all headers.
 */
import * as z from 'zod'
import type { ClientId } from '../clients/client-id.ts'
import type { GatewayDeps } from '../deps.ts'
import type { StoredLogItem } from '../stores/ephemeral-store.ts'
import { readJsonObject } from '../stores/read-json-object.ts'
import { zoneKey } from '../zones/keys.ts'
import type { Zone } from '../zones/zone.ts'

/** Of what waits to be archived. */
const mostWaiting = { items: 1_000, bytes: 4_000_000 }
/** Archives that are opened, and the most that is read of one, bytes. */
const mostArchives = 3
const largestArchive = 16_000_000
/** How far back archives are looked for, days: the nearest first. */
const windows = [1, 7, 31]

const text = z.string().max(1_000).optional().catch(undefined)
const number = z.number().optional().catch(undefined)

const Fields = z.object({
  type: text,
  zone: text,
  hash: text,
  size: number,
  clientId: text,
  ownerId: text,
  label: text,
  resourceName: text
})
const Item = z.object({
  request: Fields.extend({
    payload: Fields.optional().catch(undefined),
    fromClientId: text,
    githubUserId: text
  }),
  response: z
    .object({
      found: z.boolean().optional().catch(undefined),
      size: number,
      success: z.boolean().optional().catch(undefined),
      error: text
    })
    .catch({}),
  requestTimestamp: z.number(),
  elapsed: z.number().catch(0),
  requestHeaders: z.object({ 'user-agent': text }).catch({})
})

export interface ActivityLine {
  /** ms since the epoch */
  time: number
  type: string
  /** By whom: a client's id, or a login; null: anyone. */
  clientId: string | null
  login: string | null
  hash: string | null
  /** bytes */
  size: number | null
  found: boolean | null
  success: boolean | null
  error: string | null
  /** What it was about, where that was a client or a resource. */
  about: string | null
  label: string | null
  /** ms */
  elapsed: number
  userAgent: string | null
}

/** `complete`: false where the ephemeral store is away, or more waits there than was looked at. */
export async function recentActivity(
  deps: Pick<GatewayDeps, 'ephemeral' | 'now' | 'report'>,
  zone: Zone,
  { limit, type, clientId }: { limit: number; type?: string | undefined; clientId?: ClientId }
): Promise<{ items: ActivityLine[]; complete: boolean }> {
  const [waiting, archived] = await Promise.all([waitingItems(deps, zone), archivedItems(deps, zone)])
  const lines = [...waiting.items, ...archived]
    .map(lineOf)
    .filter(line => line !== undefined)
    .filter(line => type === undefined || line.type === type)
    .filter(line => clientId === undefined || line.clientId === clientId)
    .sort((a, b) => b.time - a.time)
  return { items: lines.slice(0, limit), complete: waiting.complete }
}

/** What a client did last, among the newest items of its zone; null where it is in none of them. */
export async function lastActivityOf(
  deps: Pick<GatewayDeps, 'ephemeral' | 'now' | 'report'>,
  zone: Zone,
  clientId: ClientId
): Promise<{ last: Pick<ActivityLine, 'time' | 'type'> | null; complete: boolean }> {
  const { items, complete } = await recentActivity(deps, zone, { limit: 1, clientId })
  return { last: items[0] ?? null, complete }
}

async function waitingItems({ ephemeral, report }: Pick<GatewayDeps, 'ephemeral' | 'report'>, zone: Zone) {
  let items: StoredLogItem[]
  try {
    items = await ephemeral.oldestLogItems(zone.name, mostWaiting)
  } catch (error) {
    report('warn', 'ephemeral.away', { during: 'recentActivity', reason: String(error) })
    return { items: [], complete: false }
  }
  return { items: items.map(({ item }): unknown => item), complete: items.length < mostWaiting.items }
}

async function archivedItems({ now }: Pick<GatewayDeps, 'now'>, zone: Zone): Promise<unknown[]> {
  const prefix = zoneKey(zone, 'logs/log-')
  for (const days of windows) {
    const after = `${prefix}${new Date(now() - days * 86_400_000).toISOString()}`
    const { items } = await zone.bucket.list(prefix, { limit: 1_000, after })
    if (items.length === 0) continue
    const newest = items.filter(({ size }) => size <= largestArchive).slice(-mostArchives)
    const contents = await Promise.all(newest.map(({ key }) => readJsonObject(zone.bucket, key, largestArchive)))
    return contents.flatMap(content => (Array.isArray(content) ? content : []))
  }
  return []
}

function lineOf(raw: unknown): ActivityLine | undefined {
  const parsed = Item.safeParse(raw)
  if (!parsed.success) return undefined
  const { request, response, requestTimestamp: time, elapsed, requestHeaders } = parsed.data
  const { payload = {} } = request
  const type = request.type ?? payload.type
  if (type === undefined) return undefined
  return {
    time,
    type,
    clientId: request.fromClientId ?? null,
    login: request.githubUserId ?? null,
    hash: payload.hash ?? null,
    size: response.size ?? payload.size ?? null,
    found: response.found ?? null,
    success: response.success ?? null,
    error: response.error ?? null,
    about: payload.clientId ?? request.clientId ?? payload.resourceName ?? request.resourceName ?? null,
    label: payload.label ?? request.label ?? null,
    elapsed,
    userAgent: requestHeaders['user-agent'] ?? null
  }
}
