/** Operation changeRegistrations: the same change for many files of one's own; each is told how it went. */
import { authorizeZone } from '../access/authorize-zone.ts'
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
  user: User,
  files: readonly { zone: ZoneName; hash: ContentHash }[],
  change: RegistrationChange,
  facts: RequestFacts
): Promise<ChangedFile[]> {
  return fewAtOnce(files, atOnce, file => changeOne(deps, user, file, change, facts))
}

async function changeOne(
  deps: GatewayDeps,
  user: User,
  { zone, hash }: { zone: ZoneName; hash: ContentHash },
  change: RegistrationChange,
  facts: RequestFacts
): Promise<ChangedFile> {
  try {
    const at = await authorizeZone(deps, { kind: 'user', user, provedBy: 'session' }, 'anyone', zone)
    await changeRegistration(deps, at, user, hash, change, facts)
    return { zone, hash, code: null, message: null }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { zone, hash, code: error.code, message: error.message }
  }
}
