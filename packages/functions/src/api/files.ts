/** Files of zones whose files have readers. */
import type { fileOperations } from '@kachery-gateway/core/api/files.ts'
import { leaveFile } from '@kachery-gateway/core/files/leave-file.ts'
import { listOwnFiles } from '@kachery-gateway/core/me/list-own-files.ts'
import { ownStored } from '@kachery-gateway/core/me/own-stored.ts'
import { changeRegistration } from '@kachery-gateway/core/registrations/change-registration.ts'
import { changeRegistrations } from '@kachery-gateway/core/registrations/change-registrations.ts'
import { listZoneFiles, shownFile } from '@kachery-gateway/core/registrations/list-files.ts'
import { showFile } from '@kachery-gateway/core/registrations/show-file.ts'
import { changeFileSettings, showFileSettings } from '@kachery-gateway/core/zones/change-file-settings.ts'
import type { Works } from './implement.ts'

export const files: Works<typeof fileOperations> = {
  'GET /api/files': ({ gateway, caller, query }) => listOwnFiles(gateway, caller, query),

  'GET /api/files/stored': ({ gateway, caller }) => ownStored(gateway, caller.user),

  'POST /api/files/visibility': async ({ gateway, caller, body: { files, ...change }, facts }) => ({
    results: await changeRegistrations(gateway, caller, files, change, facts)
  }),

  'GET /api/zones/{zone}/files': ({ gateway, caller: { zone }, query }) => listZoneFiles(gateway, zone, query),

  'GET /api/zones/{zone}/files/{hash}': ({ gateway, caller, path }) => showFile(gateway, caller, path.hash),

  'PATCH /api/zones/{zone}/files/{hash}': async ({ gateway, caller, path, body, facts }) =>
    shownFile(gateway, caller.zone, await changeRegistration(gateway, caller, caller.user, path.hash, body, facts)),

  'DELETE /api/zones/{zone}/files/{hash}': async ({ gateway, caller, path, facts }) => {
    await leaveFile(gateway, caller, caller.user, path.hash, facts)
    return undefined
  },

  'GET /api/zones/{zone}/file-settings': ({ gateway, caller: { zone } }) => showFileSettings(gateway, zone),

  'PUT /api/zones/{zone}/file-settings': ({ gateway, caller: { zone, user }, body, facts }) =>
    changeFileSettings(gateway, zone, user, body, facts)
}
