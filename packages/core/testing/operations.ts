/** Operations as a caller meets them, whichever wire they come by: may they, then the operation. */
import { authorizeZone } from '../src/access/authorize-zone.ts'
import type { Credential } from '../src/access/credential.ts'
import type { GatewayDeps } from '../src/deps.ts'
import { deleteFile as runDelete } from '../src/files/delete-file.ts'
import { finalizeUpload as runFinalize } from '../src/files/finalize-upload.ts'
import { findFile as runFind } from '../src/files/find-file.ts'
import { initiateUpload as runInitiate } from '../src/files/initiate-upload.ts'
import type { ContentHash } from '../src/ids/content-hash.ts'
import type { ZoneName } from '../src/ids/zone-name.ts'
import type { RequestFacts } from '../src/record/log-item.ts'

type OfFile<Fields = object> = { zone: ZoneName; hash: ContentHash } & Fields

export const findFile = async (deps: GatewayDeps, by: Credential, input: OfFile) =>
  runFind(deps, await authorizeZone(deps, by, 'read', input.zone), input)

export const initiateUpload = async (deps: GatewayDeps, by: Credential, input: OfFile<{ size: number }>) =>
  runInitiate(deps, await authorizeZone(deps, by, 'upload', input.zone), input)

export const finalizeUpload = async (
  deps: GatewayDeps,
  by: Credential,
  input: OfFile<{ size: number; objectKey: string }>,
  facts: RequestFacts
) => runFinalize(deps, await authorizeZone(deps, by, 'upload', input.zone), input, facts)

export const deleteFile = async (
  deps: GatewayDeps,
  by: Credential,
  input: OfFile,
  facts: Pick<RequestFacts, 'requestTimestamp'>
) => runDelete(deps, await authorizeZone(deps, by, 'delete', input.zone), input, facts)
