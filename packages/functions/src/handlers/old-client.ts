/** POST /api/kacherycloud, the wire of kachery clients before 0.3.5: they show the sentence to a person. */
import { errors } from '@kachery-gateway/core/errors.ts'
import { kacheryWire } from '../http/kachery-wire.ts'
import type { GatewaySource, HttpHandler } from '../http/route.ts'

export const oldClientHandler = (source: GatewaySource): HttpHandler =>
  kacheryWire(source, async gateway => {
    throw errors.clientTooOld(gateway.publicUrl)
  })
