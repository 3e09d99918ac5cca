/** The client and the zone that a page's address names. */
import { ClientId } from '@kachery-gateway/core/clients/client-id.ts'
import { defaultZoneName, ZoneName } from '@kachery-gateway/core/zones/zone-name.ts'
import { localErrors } from '../local-errors.ts'
import type { Visit } from './site.ts'

/** Throws `client.bad_id`. */
export function clientIdOf({ event }: Visit): ClientId {
  const parsed = ClientId.safeParse(event.pathParameters?.clientId)
  if (!parsed.success) throw localErrors.badClientId()
  return parsed.data
}

/** The default one where none is named. Throws `zone.bad_name`. */
export function zoneOf({ query }: Visit): ZoneName {
  const parsed = ZoneName.safeParse(query.get('zone') || defaultZoneName)
  if (!parsed.success) throw localErrors.badZoneName()
  return parsed.data
}
