/** Operation changeRegistration: whoever has a file says who may read it, until when it stays so, and what it is called. */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import type { ContentHash } from '../ids/content-hash.ts'
import { hasTeam } from '../model/file-settings.ts'
import type { Registration, Visibility } from '../model/registration.ts'
import type { User } from '../model/user.ts'
import type { Zone } from '../model/zone.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { recordChange } from '../record/record-change.ts'
import { siteErrors } from '../site-errors.ts'
import { readFileSettings } from '../zones/file-settings.ts'
import { indexFileName, unindexFileName } from './file-name.ts'
import { forgetReaders } from './may-read.ts'
import { ownRegistrations } from './own-registrations.ts'

/** Tries of a write that others keep overtaking. */
const tries = 5

export interface RegistrationChange {
  /** With it `until` is what is said here, or none. */
  visibility?: Visibility | undefined
  /** ms since the epoch; null: never. */
  until?: number | null | undefined
  /** '' takes it away. */
  name?: string | undefined
}

/** Counts within 60 s. Throws `file.not_yours` where the user has none, whatever is there, or `file.unknown_team`. */
export async function changeRegistration(
  deps: GatewayDeps,
  { zone }: Pick<AuthorizedZone, 'zone'>,
  user: User,
  hash: ContentHash,
  change: RegistrationChange,
  facts: RequestFacts
): Promise<Registration> {
  for (let tried = 0; tried < tries; tried++) {
    const own = (await ownRegistrations(deps, zone, user, hash)).filter(
      ({ registration }) => registration.state === 'held'
    )
    const [first] = own
    if (first === undefined) throw siteErrors.fileNotYours(zone.name, hash)
    await checkTeam(deps, zone, change.visibility)
    const after = own.map(one => ({ ...one, changed: changed(one.registration, change) }))
    await Promise.all(after.map(({ changed }) => indexFileName(deps.registry, zone, changed)))
    const written = await Promise.all(
      after.map(({ key, version, changed }) => deps.registry.replace(key, changed, version))
    )
    forgetReaders(deps, zone, hash)
    if (written.includes(undefined)) continue
    await Promise.all(
      after
        .filter(({ registration, changed }) => registration.name !== changed.name)
        .map(({ registration, changed }) => unindexFileName(deps.registry, zone, registration, changed))
    )
    const { visibility, until } = change
    if (visibility !== undefined || until !== undefined) {
      await recordChange(
        deps,
        zone.name,
        'setVisibility',
        { hashAlg: 'sha1', hash, label: inWords(after[0]?.changed ?? first.registration) },
        facts
      )
    }
    return after[0]?.changed ?? first.registration
  }
  throw siteErrors.changedMeanwhile('the file')
}

function changed(before: Registration, { visibility, until, name }: RegistrationChange): Registration {
  const { until: earlier, name: earlierName, ...kept } = before
  const ends = visibility !== undefined ? (until ?? undefined) : until === undefined ? earlier : (until ?? undefined)
  const called = name === undefined ? earlierName : name === '' ? undefined : name
  return {
    ...kept,
    visibility: visibility ?? before.visibility,
    ...(ends === undefined ? {} : { until: ends }),
    ...(called === undefined ? {} : { name: called })
  }
}

async function checkTeam(deps: GatewayDeps, zone: Zone, visibility: Visibility | undefined): Promise<void> {
  if (visibility === undefined || !visibility.startsWith('team ')) return
  const { settings } = await readFileSettings(deps, zone.name)
  if (!hasTeam(settings, visibility)) throw siteErrors.unknownTeam(zone.name, visibility.slice('team '.length))
}

const inWords = ({ visibility, until }: Registration) =>
  until === undefined ? visibility : `${visibility}, public from ${new Date(until).toISOString()}`
