/** Zones, and the buckets that they lie in. */
import { alsoMay } from '@kachery-gateway/core/access/authorize-zone.ts'
import type { zoneOperations } from '@kachery-gateway/core/api/zones.ts'
import { addZone } from '@kachery-gateway/core/zones/add-zone.ts'
import { hasWholeBucket } from '@kachery-gateway/core/zones/claimed-places.ts'
import {
  addZoneWithBucket,
  changeZoneInfo,
  listZones,
  rotateCredentials,
  tryBucket,
  zoneLine
} from '@kachery-gateway/core/zones/manage-zones.ts'
import { removeZone, renameZone } from '@kachery-gateway/core/zones/remove-zone.ts'
import { zoneRecord } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { corsOriginsOf, setCors } from '@kachery-gateway/core/zones/set-cors.ts'
import { testBucket } from '@kachery-gateway/core/zones/test-bucket.ts'
import type { Works } from './implement.ts'

export const zones: Works<typeof zoneOperations> = {
  'POST /api/zones': async ({ gateway, site, caller, body, facts }) => {
    await site.captcha?.check(body.captchaToken, 'add_zone')
    return addZone(gateway, caller.user, body.zone, facts, body.overExisting)
  },

  'GET /api/zones': ({ gateway, query }) => listZones(gateway, query),

  'POST /api/zones-with-bucket': async ({ gateway, body, facts }) => {
    const { record, steps } = await addZoneWithBucket(gateway, body, facts)
    return { zone: record.zone, ownerId: record.ownerId, steps }
  },

  'POST /api/bucket-tests': ({ gateway, body }) => tryBucket(gateway, body),

  'GET /api/zones/{zone}': async ({ gateway, caller: { zone, credential } }) => {
    const configured = gateway.configuredZones.has(zone.name)
    const record = configured ? undefined : await zoneRecord(gateway, zone.name)
    return {
      zone: zone.name,
      ownerId: zone.owner?.ownerId ?? null,
      bucketUri: zone.bucket.uri,
      fallbackBucketUri: zone.fallback?.uri ?? null,
      directory: zone.directory,
      kind: configured ? ('configured' as const) : ('registered' as const),
      ownBucket: record !== undefined && record.ownBucket !== null,
      wholeBucket: await hasWholeBucket(gateway, zone.name),
      scratch: zone.scratch ?? null,
      readers: zone.files !== undefined,
      owned: !configured && (await alsoMay(gateway, { zone, credential }, 'own'))
    }
  },

  'PATCH /api/zones/{zone}': async ({ gateway, path, body, facts }) =>
    zoneLine(await changeZoneInfo(gateway, path.zone, body, facts)),

  'PUT /api/zones/{zone}/credentials': async ({ gateway, caller, body, facts }) => ({
    steps: await rotateCredentials(gateway, caller, body.credentials, facts)
  }),

  'POST /api/zones/{zone}/name': ({ gateway, caller, body, facts }) => renameZone(gateway, caller, body.zone, facts),

  'DELETE /api/zones/{zone}': async ({ gateway, caller, query, facts }) => {
    await removeZone(gateway, caller, query.confirm, facts)
    return undefined
  },

  'POST /api/zones/{zone}/connection-test': ({ gateway, caller: { zone } }) =>
    testBucket(gateway, zone.bucket, zone.directory),

  'GET /api/zones/{zone}/cors': async ({ caller: { zone } }) => ({ origins: await corsOriginsOf(zone) }),

  'PUT /api/zones/{zone}/cors': async ({ gateway, caller: { zone }, body, facts }) => {
    await setCors(gateway, zone, body.origins, facts)
    return { origins: body.origins }
  }
}
