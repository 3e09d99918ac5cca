/** Job check-zones, whole: each zone's bucket, and beside it what an older gateway did there. */
import type { Job } from '../job.ts'
import { followOlderGateway } from '../registered/follow-older-gateway.ts'
import { checkZones as checkBuckets } from '../zones/check-zones.ts'

export const checkZones: Job = {
  ...checkBuckets,
  async zone(deps, zone, run) {
    const outcome = await checkBuckets.zone(deps, zone, run)
    if (!run.dryRun && run.options.usersOnly !== true) await followOlderGateway(deps, zone, run)
    return outcome
  }
}
