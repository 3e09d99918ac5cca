/** Gives an upload in parts up: its parts go. May be repeated. What is being verified already can't be given up. */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import { siteErrors } from '../site-errors.ts'
import { abandonParts, changeState, ownPartedUpload } from './parted-upload.ts'

/** Throws `upload.unknown`, `upload.completed` or `upload.changed`. */
export async function abortUpload(deps: GatewayDeps, at: AuthorizedZone<'upload'>, uploadId: string): Promise<void> {
  const { zone } = at
  const known = await ownPartedUpload(deps, at, uploadId)
  const { upload } = known
  if (upload.state === 'completing' || upload.state === 'stored') throw siteErrors.uploadCompleted()
  if (upload.state === 'open' && !(await changeState(deps.registry, zone.name, known, 'aborted')))
    throw siteErrors.uploadChanged()
  await abandonParts(zone, known)
}
