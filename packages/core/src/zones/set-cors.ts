/** Operation setCors: which web pages may load and store files of a zone's bucket. Replaces the rules that it has. */

import type { GatewayDeps } from '../deps.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { siteErrors } from '../site-errors.ts'
import type { CorsOptions } from '../stores/object-store.ts'
import { googleCorsCommands } from './google-cors.ts'
import { isNotOffered, throwBucketAway } from './test-bucket.ts'

/** Links lead pages of any origin to files, where the zone has links: the URL is what is secret there. */
const ofZone = ({ files }: Zone): CorsOptions => ({ anyoneReads: files !== undefined })

/** Origins that the bucket's rules name; null: only the store's own tools tell. Throws `bucket.cors_not_offered`. */
export async function corsOriginsOf(zone: Zone): Promise<string[] | null> {
  return (await zone.bucket.corsOrigins(ofZone(zone)).catch(error => refused(zone, error))) ?? null
}

function refused(zone: Zone, error: unknown): never {
  if (isNotOffered(error)) throw siteErrors.corsNotOffered()
  return throwBucketAway(zone.name, error)
}

/** Throws `bucket.cors_by_hand`, with commands that do it, or `bucket.cors_not_offered`. */
export async function setCors(
  deps: GatewayDeps,
  zone: Zone,
  origins: readonly string[],
  facts: RequestFacts
): Promise<void> {
  const outcome = await zone.bucket.setCors(origins, ofZone(zone)).catch(error => refused(zone, error))
  if (outcome === 'not_by_this_api') {
    throw siteErrors.corsNotByApi({ commands: googleCorsCommands(zone.bucket.uri, origins, ofZone(zone)) })
  }
  await recordChange(deps, zone.name, 'setCors', { origins }, facts)
}
