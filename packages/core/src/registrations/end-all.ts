/** Taking a file away from whoever has it. */
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { Zone } from '../model/zone.ts'
import { beginEnding, finishEnding } from './end-registrations.ts'
import { hold, nobodys } from './register-file.ts'
import { registrationsOf } from './registered.ts'

/**
 * `remove` takes the content away. A file that has no registration gets one that ends: what registers it at this moment, a job or an
 * upload, sees that it goes. May be repeated after each step.
 */
export async function endAll(
  deps: GatewayDeps,
  zone: Zone,
  file: { hash: ContentHash; size: number },
  remove: () => Promise<void>
): Promise<void> {
  if (zone.files === undefined) return remove()
  if ((await registrationsOf(deps, zone, file.hash)).length === 0) await hold(deps, zone, nobodys(file, deps.now()))
  const ending = await beginEnding(deps, zone, file.hash, () => true)
  await remove()
  await finishEnding(deps, zone, ending)
}
