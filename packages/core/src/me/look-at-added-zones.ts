/**
 * Settings of added zones that were written by hand are noted when somebody asks for their zones: what was looked at
 * in the last minutes is not looked at again. A schedule would cost every gateway what it costs here those that are used.
 */
import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { ZoneName } from '../ids/zone-name.ts'
import { withTimeout } from '../with-timeout.ts'
import { everyZone } from '../zones/every-zone.ts'
import { findZone } from '../zones/resolve-zone.ts'
import { zoneSettings } from '../zones/settings.ts'
import { indexUsers } from '../zones/users-index.ts'

/** ms that one request spends; what it doesn't get to, the next one does. */
const patience = 2_000
/** Zones side by side, and ms that one may take. */
const atOnce = 8
const patienceWithOne = 1_000

/** Never throws: the list is what was noted before. */
export async function lookAtAddedZones(deps: GatewayDeps): Promise<void> {
  if (deps.caches.addedZones.peek('all') !== undefined) return
  const until = deps.now() + patience
  const look = async () => {
    const added = (await everyZone(deps)).filter(zone => !deps.configuredZones.has(ZoneName.parse(zone))).sort()
    const waiting = added.filter(zone => deps.caches.addedZones.peek(zone) === undefined)
    const worker = async () => {
      for (let zone = next(); zone !== undefined; zone = next()) {
        await withTimeout(patienceWithOne, noteOne(deps, zone), () => undefined)
        deps.caches.addedZones.set(zone, { looked: true })
      }
    }
    const next = () => (deps.now() < until ? waiting.shift() : undefined)
    await Promise.all(Array.from({ length: atOnce }, worker))
    if (waiting.length === 0) deps.caches.addedZones.set('all', { looked: true })
  }
  await withTimeout(
    patience,
    look().catch(error => told(deps, error)),
    () => undefined
  )
}

async function noteOne(deps: GatewayDeps, name: string): Promise<void> {
  try {
    const zone = await findZone(deps, ZoneName.parse(name))
    if (zone !== undefined) await indexUsers(deps, zone, await zoneSettings(deps, zone))
  } catch (error) {
    told(deps, error)
  }
}

function told(deps: GatewayDeps, error: unknown): void {
  if (!(error instanceof GatewayError)) throw error
  deps.logger.warn('administrators.not_looked_at', { reason: error.message })
}
