/**
 * In which zones a label administers: for each label that a zone's settings give `admin` there is a record of the zone,
 * owned by the label. Written when the settings are saved here, and by check-zones, which sees what was written by hand. A
 * record grants nothing: whoever finds one looks at the settings, so that one that is left behind does no harm.
 */

import type { GatewayDeps } from '../deps.ts'
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
export async function indexAdministratorsSoon(
  deps: Deps & Pick<GatewayDeps, 'logger'>,
  zone: Pick<Zone, 'name'>,
  settings: AuthorizationSettings
): Promise<void> {
  const left = await withTimeout(patience, writeDifferences(deps, zone, settings, most.whenSaved), () => 'some')
  if (left !== 0) deps.logger.warn('administrators.not_all_indexed', { zone: zone.name, left })
}

/** In the job. Says how many differences are left for the next run. */
export const indexAdministrators = (deps: Deps, zone: Pick<Zone, 'name'>, settings: AuthorizationSettings) =>
  writeDifferences(deps, zone, settings, most.inJob)

async function writeDifferences(
  { registry }: Deps,
  { name }: Pick<Zone, 'name'>,
  settings: AuthorizationSettings,
  limit: number
): Promise<number> {
  const keyOf = (label: string) => ({ kind: 'zone-administrator', zone: name, id: label }) as const
  const wanted = new Set(
    settings.authorizedUsers
      .filter(({ admin, userId }) => admin && userId.isWellFormed())
      .map(({ userId }): string => loginKey(userId))
  )
  const there = await labelsIn({ registry }, name)
  const writes = [
    ...[...wanted.difference(there)].map(
      label => () => registry.create(keyOf(label), {}, { owner: label, overTombstone: true })
    ),
    ...[...there.difference(wanted)].map(label => () => registry.remove(keyOf(label)))
  ]
  const now = writes.slice(0, limit)
  for (let at = 0; at < now.length; at += atOnce) await Promise.all(now.slice(at, at + atOnce).map(write => write()))
  return writes.length - now.length
}

async function labelsIn({ registry }: Pick<GatewayDeps, 'registry'>, zone: string): Promise<Set<string>> {
  const labels = new Set<string>()
  const scope = { kind: 'zone-administrator', zone } as const
  for await (const { key } of everyItem(page => registry.list(scope, page))) labels.add(key.id)
  return labels
}
