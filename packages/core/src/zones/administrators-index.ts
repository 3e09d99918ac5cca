/**
 * In which zones a label administers: for each label that a zone's settings give `admin` there is a record of the zone,
 * owned by the label. Written when the settings are saved here, and by check-zones, which sees what was written by hand. A
 * record grants nothing: whoever finds one looks at the settings, so that one that is left behind does no harm.
 */
import type { GatewayDeps } from '../deps.ts'
import type { AuthorizationSettings } from './authorization-settings.ts'
import type { Zone } from './zone.ts'

/** Writes side by side. */
const atOnce = 16

/** Settings have their size, so these are some 1500 at most. */
export async function indexAdministrators(
  { registry }: Pick<GatewayDeps, 'registry'>,
  { name }: Pick<Zone, 'name'>,
  settings: AuthorizationSettings
): Promise<void> {
  const keyOf = (label: string) => ({ kind: 'zone-administrator', zone: name, id: label }) as const
  const wanted = new Set(
    settings.authorizedUsers.filter(({ admin, userId }) => admin && userId.isWellFormed()).map(({ userId }) => userId)
  )
  const there = await labelsIn({ registry }, name)
  const writes = [
    ...[...wanted.difference(there)].map(
      label => () => registry.create(keyOf(label), {}, { owner: label, overTombstone: true })
    ),
    ...[...there.difference(wanted)].map(label => () => registry.remove(keyOf(label)))
  ]
  for (let at = 0; at < writes.length; at += atOnce)
    await Promise.all(writes.slice(at, at + atOnce).map(write => write()))
}

async function labelsIn({ registry }: Pick<GatewayDeps, 'registry'>, zone: string): Promise<Set<string>> {
  const labels = new Set<string>()
  let after: string | undefined
  do {
    const scope = { kind: 'zone-administrator', zone } as const
    const page = await registry.list(scope, { limit: 1000, ...(after === undefined ? {} : { after }) })
    for (const { key } of page.items) labels.add(key.id)
    after = page.next
  } while (after !== undefined)
  return labels
}
