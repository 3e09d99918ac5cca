/** How a zone's bucket fared when it was last looked at: kept in the registry for the site and /api/health. */

import * as z from 'zod'
import type { GatewayDeps } from '../deps.ts'
import { everyItem } from '../stores/every-item.ts'
import { readRecord } from '../stores/read-record.ts'
import type { RecordKey } from '../stores/registry.ts'

export const stepNames = ['credentials', 'write', 'read', 'headers', 'delete', 'cors', 'clock', 'place'] as const

const Step = z.object({
  step: z.enum(stepNames),
  ok: z.boolean(),
  /** What is the matter and what to do; absent where nothing is. */
  advice: z.string().exactOptional()
})
export type CheckedStep = z.infer<typeof Step>

export const ZoneHealth = z.object({
  zone: z.string(),
  /** Broken: files cannot be stored or found. What browsers are not allowed, or a clock that is off, breaks no zone. */
  state: z.enum(['well', 'broken']),
  /** ms since the epoch: since when it is so, and when it was looked at. */
  since: z.number(),
  checkedAt: z.number(),
  steps: z.array(Step),
  /** Which bucket was looked at (`bucketId` of place.ts); in records of before its URI, or nothing. */
  bucket: z.string().exactOptional(),
  /** Whether the operator was told of the state. */
  told: z.boolean()
})
export type ZoneHealth = z.infer<typeof ZoneHealth>

const prefix = 'zone-health/'
export const zoneHealthKey = (zone: string): RecordKey => ({ kind: 'job', id: prefix + zone })

/** Of all zones that were ever looked at. */
export async function healthOfZones(deps: Pick<GatewayDeps, 'registry'>): Promise<ZoneHealth[]> {
  const scope = { kind: 'job', idPrefix: prefix } as const
  const found: ZoneHealth[] = []
  for await (const { key, entry } of everyItem(page => deps.registry.list(scope, page)))
    found.push(readRecord(ZoneHealth, key, entry.value))
  return found
}

/** Of one, or undefined where it was not looked at yet. */
export async function healthOfZone(
  deps: Pick<GatewayDeps, 'registry'>,
  zone: string
): Promise<{ health: ZoneHealth; version: number } | undefined> {
  const key = zoneHealthKey(zone)
  const entry = await deps.registry.get(key)
  if (entry?.state !== 'present') return undefined
  return { health: readRecord(ZoneHealth, key, entry.value), version: entry.version }
}
