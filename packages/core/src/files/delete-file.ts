/**
 * Operation deleteFile: a zone administrator takes a file away; it moves to the zone's trash. An adopted one is found no
 * more, and its object stays where its owner put it (docs/decisions/0250-files-are-adopted-where-they-lie.md).
 */

import type { AuthorizedZone } from '../access/authorize-zone.ts'
import { spendSignature } from '../access/spend-signature.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { endAll } from '../registrations/end-all.ts'
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

  await endAll(deps, zone, { hash: input.hash, size }, async () => {
    if (file !== undefined) await forgetAdopted(deps, zone, input.hash)
    if (there !== undefined) await moveContentToTrash(deps, zone, input.hash, { there, inTrash }, facts)
  })
  return { success: true }
}
