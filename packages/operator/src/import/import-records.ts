/** Brings over what the older gateway knows, and says what became of it: the same for a stage and for one machine. */
import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import type { LoginKey } from '@kachery-gateway/core/ids/login-key.ts'
import type { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { type BoundOwner, bindOwners } from '@kachery-gateway/core/moving/bind-owners.ts'
import { dryRegistry } from '@kachery-gateway/core/moving/dry-registry.ts'
import {
  type ImportDeps,
  type ImportedZone,
  importOlderGateway
} from '@kachery-gateway/core/moving/import-older-gateway.ts'
import type { RecordCounts } from '@kachery-gateway/core/moving/import-records.ts'
import { usualPauses } from '@kachery-gateway/core/moving/patient.ts'
import { SeenOwners } from '@kachery-gateway/core/moving/seen-owners.ts'
import { type Finding, note, right, wrong } from '../doctor/finding.ts'
import { linesOfUsage } from './usage-lines.ts'

type Deps = ImportDeps & Pick<GatewayDeps, 'identityProvider'>

export interface RecordsAsked {
  dryRun: boolean
  /** Whether usage.json is compared with the archives. */
  usage: boolean
  /** Whose a login of the older gateway is today, by its key. */
  decided: ReadonlyMap<LoginKey, UserLabel>
}

export async function importRecords(
  deps: Deps,
  { dryRun, decided, usage }: RecordsAsked,
  tell: (finding: Finding) => void
): Promise<void> {
  const safe = dryRun ? { ...deps, registry: dryRegistry(deps.registry) } : deps
  const owners = new SeenOwners()
  const zones = await importOlderGateway(safe, owners, { usage, pauses: usualPauses }, zone =>
    linesOfZone(zone, dryRun).forEach(tell)
  )
  if (zones.found + zones.gone.length > 0)
    for (const finding of linesOf('registered-zones', 'registered zones', zones, dryRun)) tell(finding)
  linesOfOwners(await bindOwners(safe, owners.list(), decided), dryRun).forEach(tell)
}

function linesOfZone(zone: ImportedZone, dryRun: boolean): Finding[] {
  switch (zone.outcome) {
    case 'failed':
      return [wrong('records', `zone ${zone.zone}: ${zone.reason.replace(/\.$/, '')}`, 'then run the import again')]
    case 'own_bucket':
      return [note('records', `zone ${zone.zone}: its bucket was added in the site, and its first listing imports it`)]
    case 'imported':
      return [
        ...Object.entries(zone.records).flatMap(([kind, counts]) =>
          counts.found + counts.gone.length === 0 && kind !== 'clients'
            ? []
            : linesOf(`zone ${zone.zone}`, kind, counts, dryRun)
        ),
        ...linesOfUsage(zone.zone, zone.usage)
      ]
  }
}

function linesOf(place: string, kind: string, counts: RecordCounts, dryRun: boolean): Finding[] {
  const { found, imported, known, removed, malformed, gone } = counts
  const parts = [
    [imported, dryRun ? 'to bring over' : 'brought over'],
    [known, 'here already'],
    [removed, 'removed here, which stay removed'],
    [malformed.length, 'malformed, which stay where they are']
  ] as const
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  return [
    right('records', `${place}: ${found} ${kind}${told.length === 0 ? '' : ` (${told.join(', ')})`}`),
    ...malformed.map(key => note('records', `${place}: ${key} is malformed`)),
    ...gone.map(key =>
      note('records', `${place}: the older gateway has removed ${key}, which is here`, untilRemoved(kind))
    )
  ]
}

/** Zones are removed by people alone. */
const untilRemoved = (kind: string) =>
  kind === 'registered zones'
    ? 'remove it in the site, too'
    : 'the next run of check-zones removes it, while both gateways serve'

const reasons = {
  no_login: 'is no GitHub login',
  unknown: 'is nobody at GitHub any more: renamed or gone',
  younger: 'is an account at GitHub that is younger than what it owns here: somebody else has the login by now'
}

export function linesOfOwners(owners: readonly BoundOwner[], dryRun: boolean): Finding[] {
  const lines = owners.flatMap(owner => lineOfOwner(owner, dryRun) ?? [])
  const unanswered = owners.filter(({ outcome }) => outcome === 'unanswered').map(({ label }) => label)
  if (unanswered.length === 0) return lines
  const some = `${unanswered.slice(0, 5).join(', ')}${unanswered.length > 5 ? ` and ${unanswered.length - 5} more` : ''}`
  return [...lines, note('owners', `${some}: GitHub did not say`, 'run the import again in an hour')]
}

function lineOfOwner({ label, outcome, records, since }: BoundOwner, dryRun: boolean): Finding | undefined {
  const about = 'owners'
  switch (outcome) {
    case 'known':
    case 'unanswered':
      return undefined
    case 'bound':
      return right(about, `${label} ${dryRun ? 'would be' : 'is'} bound to its GitHub account`)
    default: {
      const owned = `${records} ${records === 1 ? 'record' : 'records'}${Number.isFinite(since) ? ` since ${new Date(since).toISOString().slice(0, 10)}` : ''}`
      return note(
        about,
        `${label} ${reasons[outcome]} (${owned})`,
        `ask who it is, and decide with --bind ${label}=LOGIN; until then nobody manages these in the site`
      )
    }
  }
}
