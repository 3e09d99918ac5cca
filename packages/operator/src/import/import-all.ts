/** The import from its files to its last line: the same for a stage and for one machine. */
import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import { noteCutOver } from '@kachery-gateway/core/legacy/cut-over.ts'
import type { ImportDeps } from '@kachery-gateway/core/moving/import-older-gateway.ts'
import { readBuckets } from '../doctor/checks/buckets.ts'
import { type Finding, lineOf } from '../doctor/finding.ts'
import type { Screen } from '../run-command.ts'
import type { AskedWork } from './command-line.ts'
import { readEnvFile } from './env-file.ts'
import { importRecords } from './import-records.ts'
import { type OlderSettings, olderSettings } from './older-settings.ts'
import { type SecretPlace, takeSecrets } from './take-secrets.ts'

export interface ImportTools {
  screen: Screen
  /** Whether lines are for a person on a terminal. */
  forPeople: boolean
  /** Throws OperatorError where the file can't be read. */
  readText(file: string): Promise<string>
  /** ms since the epoch */
  now(): number
}

/** Where an import brings things. */
export interface Destination {
  place: SecretPlace
  /** Whether the older gateway's action is not known to have stopped. */
  holdsMongo: boolean
  /** Administrators, and whatever else is no secret. */
  settings(older: OlderSettings, dryRun: boolean): Promise<Finding[]>
  /** The gateway as it is with these settings, as far as an import needs it. */
  open(settings: Record<string, string>): Promise<ImportDeps & Pick<GatewayDeps, 'identityProvider'>>
}

type AskedImport = Extract<AskedWork, { kind: 'import' }>

/** Gives an exit code. */
export async function importAll(tools: ImportTools, work: AskedImport, to: Destination): Promise<number> {
  const { screen, forPeople, readText, now } = tools
  const { dryRun } = work
  let wrong = 0
  const tell = (finding: Finding) => {
    if (finding.mark === 'wrong') wrong++
    screen.out(lineOf(finding, forPeople))
  }
  const [variables, config] = await Promise.all([
    readText(work.env),
    work.config === undefined ? undefined : readText(work.config)
  ])
  const older = await olderSettings(readEnvFile(variables), config)
  older.findings.forEach(tell)
  const settings = { ...Object.fromEntries(older.secrets), ...Object.fromEntries(to.place.known) }
  const deps = wrong === 0 ? await to.open(settings) : undefined
  if (deps !== undefined) (await readBuckets(deps.openBucket, [...deps.configuredZones.values()])).forEach(tell)
  if (deps === undefined || wrong > 0) {
    screen.err('\nNothing was changed. Mend what is wrong, and run the import again.')
    return 1
  }
  ;(await takeSecrets(to.place, older.secrets, { holdsMongo: to.holdsMongo, dryRun })).forEach(tell)
  ;(await to.settings(older, dryRun)).forEach(tell)
  // From now on check-zones looks at what both have.
  if (!dryRun) await noteCutOver({ registry: deps.registry, now }, 'begun', true)
  await importRecords(deps, work, tell)
  if (dryRun) screen.out('\nThis was a dry run: nothing was changed.')
  if (wrong === 0) return 0
  screen.err('\nNot everything was brought over. Mend what is wrong, and run the import again.')
  return 1
}
