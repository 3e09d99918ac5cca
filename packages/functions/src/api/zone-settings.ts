/** Who may do what in a zone, and who these people are. */
import type { zoneSettingsOperations } from '@kachery-gateway/core/api/zone-settings.ts'
import { lookUpPeople } from '@kachery-gateway/core/users/look-up-people.ts'
import {
  meaningOf,
  mistakeIn,
  readSettingsFile,
  type SettingsFile,
  saveSettings,
  switchSettings
} from '@kachery-gateway/core/zones/edit-settings.ts'
import { throwBucketAway } from '@kachery-gateway/core/zones/test-bucket.ts'
import type { Works } from './implement.ts'

/** The file and what it means. */
async function shown(file: SettingsFile) {
  const meaning = await meaningOf(file)
  return {
    ...file,
    allows: meaning.ok ? meaning.settings : null,
    mistake: meaning.ok ? null : mistakeIn(meaning.reason)
  }
}

export const zoneSettings: Works<typeof zoneSettingsOperations> = {
  'GET /api/zones/{zone}/settings': async ({ gateway, caller: { zone } }) =>
    shown(await readSettingsFile(gateway, zone).catch(error => throwBucketAway(zone.name, error))),

  'PUT /api/zones/{zone}/settings': async ({ gateway, caller: { user, zone }, body, ifMatch = '', facts }) =>
    shown(await saveSettings(gateway, zone, user, { yaml: body.yaml, etag: ifMatch }, facts)),

  'PATCH /api/zones/{zone}/settings': async ({ gateway, caller: { user, zone }, body, ifMatch, facts }) =>
    shown(await switchSettings(gateway, zone, user, { switches: body, etag: ifMatch }, facts)),

  'GET /api/zones/{zone}/people': async ({ gateway, caller: { user }, query }) => ({
    people: await lookUpPeople(gateway, user, query.logins, query.ask === 'github')
  })
}
