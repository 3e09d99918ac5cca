/** A file as somebody who is signed in sees it: by those of its registrations that let them read it. */
import type { AuthorizedZone } from '../access/authorize-zone.ts'
import type { GatewayDeps } from '../deps.ts'
import type { UploadHash } from '../ids/content-hash.ts'
import { siteErrors } from '../site-errors.ts'
import { sha1To } from './content-digests.ts'
import { inEvenTime } from './even-time.ts'
import { type ListedFile, shownFile } from './list-files.ts'
import { mayRead, readersOf } from './may-read.ts'
import { registrationsOf } from './registered.ts'

type At = Pick<AuthorizedZone, 'zone' | 'credential'>

/** Throws `file.not_yours`, whatever is there. */
export const showFile = (deps: GatewayDeps, at: At, hash: UploadHash): Promise<{ registrations: ListedFile[] }> =>
  inEvenTime(
    deps,
    () => readable(deps, at, hash),
    () => true
  )

async function readable(deps: GatewayDeps, at: At, hash: UploadHash): Promise<{ registrations: ListedFile[] }> {
  const { zone } = at
  const sha1 = await sha1To(deps, zone, hash)
  const held = (zone.files === undefined ? [] : await registrationsOf(deps, zone, sha1))
    .map(({ registration }) => registration)
    .filter(({ state }) => state === 'held')
  const mine = await Promise.all(held.map(async one => mayRead(deps, at, await readersOf(deps, [one]))))
  const admitting = held.filter((_, index) => mine[index])
  if (admitting.length === 0) throw siteErrors.fileNotYours(zone.name, hash)
  return { registrations: await Promise.all(admitting.map(one => shownFile(deps, zone, one))) }
}
