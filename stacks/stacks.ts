/** All stacks, in the order in which they need each other. What one provides is what the next is given. */
import type { App } from 'sst/constructs'
import { api } from './api.ts'
import { documentDb } from './document-db.ts'
import { keys } from './keys.ts'
import { maintenance } from './maintenance.ts'
import { monitoring } from './monitoring.ts'
import { queues } from './queues.ts'
import { site } from './site.ts'
import type { StageSettings } from './stage-settings.ts'
import { storage } from './storage.ts'
import { workers } from './workers.ts'

export function gatewayStacks(app: App, settings: StageSettings): void {
  const kept = keys(app)
  const stores = storage(app, settings)
  const waiting = queues(app)
  const ephemeral = documentDb(app, settings, kept)
  const house = { settings, stores, queues: waiting, ...(ephemeral === undefined ? {} : { ephemeral }) }
  const jobs = maintenance(app, house)
  const front = api(app, { ...house, jobs: jobs.jobs })
  const behind = workers(app, house)
  site(app, settings, { api: front, keys: kept })
  monitoring(app, settings, { api: front, workers: behind, maintenance: jobs, queues: waiting, stores })
}
