/** What a job is; jobs/ has the table of them and runs them. */
import type { GatewayDeps } from './deps.ts'
import type { JobContext, JobOptions } from './job-context.ts'
import type { Zone } from './model/zone.ts'

export interface Job {
  /** The zones it is to look at; '' for what belongs to none. */
  zones(deps: GatewayDeps, options: JobOptions): Promise<string[]>
  /** Absent: nothing belongs to no zone. */
  wholeGateway?(deps: GatewayDeps, run: JobContext): Promise<'done' | 'continues'>
  zone(deps: GatewayDeps, zone: Zone, run: JobContext): Promise<'done' | 'continues'>
}
