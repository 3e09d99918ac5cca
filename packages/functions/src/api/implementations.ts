/** What implements the contract. */
import { api } from '@kachery-gateway/core/api/contract.ts'
import { administration } from './administration.ts'
import { clients } from './clients.ts'
import { files } from './files.ts'
import { implementAll } from './implement.ts'
import { jobs } from './jobs.ts'
import { me } from './me.ts'
import { setup } from './setup.ts'
import { shareLinks } from './share-links.ts'
import { signIn } from './sign-in.ts'
import { uploads } from './uploads.ts'
import { webhooks } from './webhooks.ts'
import { zoneSettings } from './zone-settings.ts'
import { zones } from './zones.ts'

export const implementation = implementAll(api, {
  ...me,
  ...clients,
  ...zones,
  ...zoneSettings,
  ...webhooks,
  ...files,
  ...uploads,
  ...shareLinks,
  ...administration,
  ...jobs,
  ...setup,
  ...signIn
})
