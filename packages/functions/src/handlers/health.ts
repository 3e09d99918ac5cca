/**
 * GET /api/health: that the gateway answers, what it lacks, and what the last check of its zones found. Zones that are
 * broken, or a registry that is away, break no gateway.
 */
import { defined } from '@kachery-gateway/core/defined.ts'
import { version } from '@kachery-gateway/core/version.ts'
import { withTimeout } from '@kachery-gateway/core/with-timeout.ts'
import { healthOfZones } from '@kachery-gateway/core/zones/zone-health.ts'
import { consoleLogger } from '../http/console-logger.ts'
import { errorBoundary } from '../http/error-boundary.ts'
import { failureAsText } from '../http/failure.ts'
import type { Gateway, GatewaySource, HttpHandler } from '../http/route.ts'

/** For so long a look at the registry is good, ms: anyone may ask, as often as they like. */
const goodFor = 30_000
/** ms that a look may take. */
const patience = 2_000

/** With less than this left, bytes, uploads begin to fail. */
const fewBytes = 100_000_000

const fullDisk = (freeBytes: number) =>
  `is full, or nearly: ${freeBytes.toLocaleString('en-US')} bytes are left, so uploads fail; make room on the disk of the data folder`

interface ZoneSummary {
  well: number
  /** How many: which zones there are, and which of them are in trouble, is for their administrators. */
  broken: number
  /** The oldest look at any of them, ISO. */
  checkedSince: string
}

export function healthHandler(source: GatewaySource): HttpHandler {
  let gateway: Gateway | undefined
  let known: { at: number; summary: Promise<ZoneSummary | undefined> } | undefined
  const logger = () => gateway?.logger ?? consoleLogger
  return errorBoundary({ audience: 'site', form: failureAsText, logger }, async () => {
    gateway = await source()
    const now = performance.now()
    if (known === undefined || now - known.at > goodFor) known = { at: now, summary: summaryOf(gateway) }
    const zones = await known.summary
    const freeBytes = await gateway.freeBytes?.()
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify({
        status: 'ok',
        version,
        ...told(gateway, freeBytes),
        ...defined({ disk: freeBytes === undefined ? undefined : { freeBytes }, zones })
      })
    }
  })
}

/** Nothing of a gateway that lacks nothing. */
function told({ configurationIssues }: Gateway, freeBytes = Number.POSITIVE_INFINITY) {
  const { missing = [] } = configurationIssues ?? {}
  const full = freeBytes < fewBytes ? [{ name: 'disk', problem: fullDisk(freeBytes) }] : []
  const wrong = [...(configurationIssues?.wrong ?? []), ...full]
  return { ...(missing.length === 0 ? {} : { missing }), ...(wrong.length === 0 ? {} : { wrong }) }
}

/** undefined: nobody can say, or none was checked yet. */
async function summaryOf(gateway: Gateway): Promise<ZoneSummary | undefined> {
  try {
    const zones = await withTimeout(patience, healthOfZones(gateway), () => undefined)
    if (zones === undefined || zones.length === 0) return undefined
    return {
      well: zones.filter(({ state }) => state === 'well').length,
      broken: zones.filter(({ state }) => state === 'broken').length,
      checkedSince: new Date(Math.min(...zones.map(({ checkedAt }) => checkedAt))).toISOString()
    }
  } catch {
    return undefined
  }
}
