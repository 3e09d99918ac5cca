/** Operation changeRegistrations: the same change for many files of one's own; each is told how it went. */
import { authorizeZone } from '../access/authorize-zone.ts'
import type { Credential } from '../access/credential.ts'
import { checkScope } from '../access/key-scope.ts'
import { ownerOfClient } from '../access/owner-of-client.ts'
import type { GatewayDeps } from '../deps.ts'
import { GatewayError } from '../errors.ts'
import { fewAtOnce } from '../few-at-once.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import type { User } from '../model/user.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { changeRegistration, type RegistrationChange } from './change-registration.ts'

/** Side by side. */
const atOnce = 10

export interface ChangedFile {
  zone: string
  hash: string
  /** null: it is changed. */
  code: string | null
  message: string | null
}

export async function changeRegistrations(
  deps: GatewayDeps,
  caller: { user: User; credential: Credential },
  files: readonly { zone: ZoneName; hash: ContentHash }[],
  change: RegistrationChange,
  facts: RequestFacts
): Promise<ChangedFile[]> {
  return fewAtOnce(files, atOnce, file => changeOne(deps, caller, file, change, facts))
}

async function changeOne(
  deps: GatewayDeps,
  { user, credential }: { user: User; credential: Credential },
  { zone, hash }: { zone: ZoneName; hash: ContentHash },
  change: RegistrationChange,
  facts: RequestFacts
): Promise<ChangedFile> {
  try {
    checkScope(deps, credential, 'upload', zone)
    if (credential.kind === 'client') await ownerOfClient(deps, credential.clientId, zone)
    const at = await authorizeZone(deps, credential, 'anyone', zone)
    await changeRegistration(deps, at, user, hash, change, facts)
    return { zone, hash, code: null, message: null }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { zone, hash, code: error.code, message: error.message }
  }
}
