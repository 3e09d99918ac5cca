/**
 * The gateway function as it is bundled for Lambda: the handler of POST /api/gateway and the wiring, whose store clients
 * are chunks of their own. Measured only (gateway-bundle.ts), never run with real stores from here.
 */
import type { Report } from '@kachery-gateway/core/report.ts'
import { type Config, readConfig } from '@kachery-gateway/functions/config.ts'
import { gatewayHandler } from '@kachery-gateway/functions/handlers/gateway.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import { ephemeralStoreOf, makeGateway, registryOf } from '@kachery-gateway/functions/wiring.ts'

const report: Report = (level, event, fields) => console[level](JSON.stringify({ level, event, ...fields }))

async function open(config: Config): Promise<Gateway> {
  const [registry, ephemeral] = await Promise.all([registryOf(config, report), ephemeralStoreOf(config, report)])
  if (registry === undefined || ephemeral === undefined) throw new Error('The stores are not configured.')
  return makeGateway(config, {
    zones: config.zones ?? new Map(),
    publicUrl: config.publicUrl ?? '',
    registry,
    ephemeral,
    keptLogItems: { keep: notHere },
    verificationQueue: { send: notHere },
    report
  })
}

const notHere = async () => {
  throw new Error('There is no queue in a bench.')
}

let gateway: Promise<Gateway> | undefined

export const handler = gatewayHandler(() => {
  gateway ??= open(readConfig(process.env).config)
  return gateway
})
