/**
 * The API of the site, whole: each operation by method and path. The table of routes, the API document and the typed
 * client all come from here. Paths in braces are parts of the address.
 */
import { administrationOperations } from './administration.ts'
import { clientOperations } from './clients.ts'
import { fileOperations } from './files.ts'
import { jobOperations } from './jobs.ts'
import { meOperations } from './me.ts'
import { setupOperations } from './setup.ts'
import { shareLinkOperations } from './share-links.ts'
import { signInOperations } from './sign-in.ts'
import { uploadOperations } from './uploads.ts'
import { webhookOperations } from './webhooks.ts'
import { zoneSettingsOperations } from './zone-settings.ts'
import { zoneOperations } from './zones.ts'

export const api = {
  ...meOperations,
  ...clientOperations,
  ...zoneOperations,
  ...zoneSettingsOperations,
  ...webhookOperations,
  ...fileOperations,
  ...uploadOperations,
  ...shareLinkOperations,
  ...administrationOperations,
  ...jobOperations,
  ...setupOperations,
  ...signInOperations
}

export type Api = typeof api
export type OperationName = keyof Api
