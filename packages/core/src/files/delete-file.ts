/**
 * Operation deleteFile: a zone administrator takes a file away; it moves to the zone's trash. An adopted one is found no
 * more, and its object stays where its owner put it (docs/decisions/0250-files-are-adopted-where-they-lie.md).
 */

import type { AuthorizedZone } from '../access/authorize-zone.ts'
import { spendSignature } from '../access/spend-signature.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { beginEnding, finishEnding } from '../registrations/end-registrations.ts'
import { hold, nobodys } from '../registrations/register-file.ts'
import { type Registered, registrationsOf } from '../registrations/registered.ts'
import { adoptedFile, adoptedHead } from './adopted-file.ts'
import { contentKey, trashKey } from './keys.ts'
import { refuseUndecided } from './refuse-undecided.ts'
import { forgetAdopted, moveContentToTrash } from './trash-content.ts'

type DeleteFileResult = { success: true } | { success: false; error: string }

/** Throws `file.being_verified`: what is not there yet cannot be taken away. */
export async function deleteFile(
  deps: GatewayDeps,
  { zone, credential }: AuthorizedZone<'delete'>,
  input: { hash: ContentHash },
  facts: Pick<RequestFacts, 'requestTimestamp'>
): Promise<DeleteFileResult> {
  const from = contentKey(zone, input.hash)
  const to = trashKey(zone, input.hash)
  const [there, inTrash, file] = await Promise.all([
    zone.bucket.head(from),
    zone.bucket.head(to),
    adoptedFile(deps, zone, input.hash),
    spendSignature(deps, zone.name, credential, facts.requestTimestamp)
  ])
  const adopted = file && (await adoptedHead(zone, input.hash, file))
  const size = (there ?? adopted)?.size
  if (size === undefined) {
    await refuseUndecided(deps, { zone, credential }, input.hash)
    return { success: false, error: `Zone ${zone.name} has no file ${input.hash}.` }
  }

  const ending = zone.files === undefined ? [] : await endAll(deps, zone, { hash: input.hash, size })
  if (file !== undefined) await forgetAdopted(deps, zone, input.hash)
  if (there !== undefined) await moveContentToTrash(deps, zone, input.hash, { there, inTrash }, facts)
  await finishEnding(deps, zone, ending)
  return { success: true }
}

/** Where it has none, it gets one that ends: what registers it at this moment, a job or an upload, sees the deletion. */
async function endAll(deps: GatewayDeps, zone: Zone, file: { hash: ContentHash; size: number }): Promise<Registered[]> {
  if ((await registrationsOf(deps, zone, file.hash)).length === 0) await hold(deps, zone, nobodys(file, deps.now()))
  return beginEnding(deps, zone, file.hash, () => true)
}
