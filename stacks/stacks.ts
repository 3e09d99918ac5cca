/** All stacks, in the order in which they need each other. What one provides is what the next is given. */
import { defined } from '@kachery-gateway/core/defined.ts'
import type { App } from 'sst/constructs'
import { api } from './api.ts'
import { budget } from './budget.ts'
import { documentDb } from './document-db.ts'
import { scheduledJobs } from './jobs.ts'
import { keys } from './keys.ts'
import { monitoring } from './monitoring.ts'
import { queues } from './queues.ts'
import { site } from './site.ts'
import type { StageSettings } from './stage-settings.ts'
import { storage } from './storage.ts'
import { workers } from './workers.ts'

/** `rotation`: of `npm run rotate`, has the deployment read ORIGIN_SECRET again. */
export function gatewayStacks(app: App, settings: StageSettings, rotation?: string): void {
  const kept = keys(app, rotation)
  const stores = storage(app, settings)
  const waiting = queues(app)
  const ephemeral = documentDb(app, settings, kept)
  const shared = { settings, stores, queues: waiting, ...defined({ ephemeral }) }
  const scheduled = scheduledJobs(app, shared)
  const front = api(app, { ...shared, jobs: scheduled.jobs })
  const behind = workers(app, shared)
  site(app, settings, { api: front, keys: kept })
  const topic = monitoring(app, settings, { api: front, workers: behind, jobs: scheduled, queues: waiting, stores })
  budget(app, settings, topic)
}
