/**
 * Whether an older gateway's action still archives what waits in a shared database. It knows no lease of ours, so its own
 * archives tell: whatever lies in the zone's `logs/` behind the last file that this gateway wrote is another's.
 */
import type { GatewayDeps } from '../deps.ts'
import { readCutOver } from '../legacy/cut-over.ts'
import type { Zone } from '../model/zone.ts'
import { archiveKeyAt } from './archive-key.ts'

/** ms: an action that has archived nothing for so long is taken to have stopped. */
const silence = 25 * 3600_000
/** ms: a run of the action that was under way when it was stopped is done by then. */
const lastRun = 15 * 60_000

/** `last`: the time in the name of the last file that is ours, ms since the epoch. Gives the other's archive. */
export async function otherArchive(
  deps: Pick<GatewayDeps, 'registry' | 'now'>,
  zone: Zone,
  last: number
): Promise<string | undefined> {
  const stopped = (await readCutOver(deps))['old-action']
  const since = Math.max(last, stopped === undefined ? deps.now() - silence : stopped + lastRun)
  const { items } = await zone.bucket.list(archiveKeyAt(zone, ''), { limit: 1, after: archiveKeyAt(zone, since) })
  return items[0]?.key
}
