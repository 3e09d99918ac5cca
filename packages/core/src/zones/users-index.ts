/**
 * In which zones a label can do something: for each label that a zone's settings give `admin`, and for each other one that
 * they let store or load files, there is a record of the zone, owned by the label. Written when the settings are saved
 * here, and by check-zones, which sees what was written by hand. A record grants nothing: whoever finds one looks at the
 * settings, so that one that is left behind does no harm.
 */

import type { GatewayDeps } from '../deps.ts'
import { fewAtOnce } from '../few-at-once.ts'
import { loginKey } from '../ids/login-key.ts'
import type { AuthorizationSettings } from '../model/authorization-settings.ts'
import type { Zone } from '../model/zone.ts'
import { everyItem } from '../stores/every-item.ts'
import { withTimeout } from '../with-timeout.ts'

/** Writes side by side. */
const atOnce = 16
/** Writes of one call: whoever saves settings again and again must not keep the registry busy. */
const most = { whenSaved: 50, inJob: 1000 }
/** How long whoever saves waits, ms. */
const patience = 2_500

type Deps = Pick<GatewayDeps, 'registry'>

/** When settings are saved. What is not written in time, or beyond the limit, check-zones writes within the hour. */
export async function indexUsersSoon(
  deps: Deps & Pick<GatewayDeps, 'logger'>,
  zone: Pick<Zone, 'name'>,
  settings: AuthorizationSettings
): Promise<void> {
  const left = await withTimeout(patience, writeDifferences(deps, zone, settings, most.whenSaved), () => 'some')
  if (left !== 0) deps.logger.warn('zone_users.not_all_indexed', { zone: zone.name, left })
}

/** In the job. Says how many differences are left for the next run. */
export const indexUsers = (deps: Deps, zone: Pick<Zone, 'name'>, settings: AuthorizationSettings) =>
  writeDifferences(deps, zone, settings, most.inJob)

const kinds = {
  'zone-administrator': ({ admin }: ListedUser) => admin,
  'zone-user': ({ admin, upload, download }: ListedUser) => !admin && (upload || download)
}
type IndexKind = keyof typeof kinds
type ListedUser = AuthorizationSettings['authorizedUsers'][number]

async function writeDifferences(
  deps: Deps,
  zone: Pick<Zone, 'name'>,
  settings: AuthorizationSettings,
  limit: number
): Promise<number> {
  const administrators = await differences(deps, zone, settings, 'zone-administrator')
  const users = await differences(deps, zone, settings, 'zone-user')
  const writes = [...administrators, ...users]
  const now = writes.slice(0, limit)
  await fewAtOnce(now, atOnce, write => write())
  return writes.length - now.length
}

async function differences(
  { registry }: Deps,
  { name }: Pick<Zone, 'name'>,
  { authorizedUsers }: AuthorizationSettings,
  kind: IndexKind
): Promise<(() => Promise<unknown>)[]> {
  const keyOf = (label: string) => ({ kind, zone: name, id: label }) as const
  const wanted = new Set(
    authorizedUsers
      .filter(user => kinds[kind](user) && user.userId.isWellFormed())
      .map(({ userId }): string => loginKey(userId))
  )
  const there = await labelsIn({ registry }, name, kind)
  return [
    ...[...wanted.difference(there)].map(
      label => () => registry.create(keyOf(label), {}, { owner: label, overTombstone: true })
    ),
    ...[...there.difference(wanted)].map(label => () => registry.remove(keyOf(label)))
  ]
}

async function labelsIn({ registry }: Deps, zone: string, kind: IndexKind): Promise<Set<string>> {
  const labels = new Set<string>()
  for await (const { key } of everyItem(page => registry.list({ kind, zone }, page))) labels.add(key.id)
  return labels
}
