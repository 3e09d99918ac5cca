/** What `npm run import` does for a stage, and says. Each step may be done again: who is interrupted runs it once more. */
import { makeCaches } from '@kachery-gateway/core/caches.ts'
import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import { readCutOver } from '@kachery-gateway/core/legacy/cut-over.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import type { BucketCredentials, BucketRef } from '@kachery-gateway/core/stores/bucket-uri.ts'
import { credentialCipher } from '@kachery-gateway/core/stores/credential-cipher.ts'
import type { ObjectStore } from '@kachery-gateway/core/stores/object-store.ts'
import type { Registry } from '@kachery-gateway/core/stores/registry.ts'
import { type Config, readConfig } from '@kachery-gateway/functions/config.ts'
import { keyBytes } from '@kachery-gateway/functions/lambda/key-bytes.ts'
import { appName, stageParameters } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import { fact } from '../doctor/check.ts'
import { type Facts, factsOf } from '../doctor/facts.ts'
import { note, right } from '../doctor/finding.ts'
import { zonesOf } from '../doctor/zones.ts'
import { OperatorError } from '../operator-error.ts'
import { type SecretDeps, stageSecrets } from '../secret/secrets.ts'
import type { OwnFile } from '../setup/own-settings.ts'
import { options, type Stage } from '../stage.ts'
import { outputOf } from '../stage-stacks.ts'
import type { AskedWork } from './command-line.ts'
import { tellCutOver, tick } from './cut-over-list.ts'
import { runGeneration2025 } from './generation-2025.ts'
import { type Destination, type ImportTools, importAll } from './import-all.ts'
import type { OlderSettings } from './older-settings.ts'
import { stepsOfStage } from './steps.ts'

export interface StageImport extends ImportTools, SecretDeps {
  own: OwnFile
  /** The operator's own, for the deployment's bucket. */
  credentials(): Promise<BucketCredentials>
  /** That of the stage, by its table. */
  registry(table: string): Promise<Registry & { close(): void }>
  openBucket(ref: BucketRef): Promise<ObjectStore>
  identities(config: Config): GatewayDeps['identityProvider']
}

export async function runImport(deps: StageImport, at: Stage, work: AskedWork): Promise<number> {
  const { screen, now } = deps
  const facts = factsOf(deps, at)
  const table = outputOf(await facts.stacks.own(), 'storage', 'registryTable', at)
  const registry = await deps.registry(table)
  try {
    if (work.kind === 'generation-2025') {
      const { open } = await toStage(deps, at, facts, registry)
      const { values } = await facts.secrets.get()
      await runGeneration2025(deps, work, async () => ({
        ...(await open(Object.fromEntries(values))),
        credentialCipher: await cipherOfStage(deps, at),
        now
      }))
      return 0
    }
    if (work.kind === 'tick') await tick({ registry, now }, work.tick)
    const done = await readCutOver({ registry })
    const code =
      work.kind === 'tick'
        ? 0
        : await importAll(deps, work, {
            ...(await toStage(deps, at, facts, registry)),
            holdsMongo: done['old-action'] === undefined
          })
    // What to mend stands last.
    if (code === 0) tellCutOver(screen, stepsOfStage(at), done, `npm run import -- ${options(at)}`)
    return code
  } finally {
    registry.close()
  }
}

/** What encrypts credentials of zones: only who may read the stage's parameters can bring any over. */
async function cipherOfStage({ parameters }: StageImport, { stage }: Stage) {
  const name = stageParameters(appName, stage).key('ENCRYPTION_KEY')
  const key = keyBytes((await parameters.read([name])).get(name)?.trim() ?? '')
  if (key === undefined)
    throw new OperatorError(`The parameter ${name} has no key, which a deployment makes: deploy the stage first.`)
  return credentialCipher(key)
}

async function toStage(
  deps: StageImport,
  at: Stage,
  facts: Facts,
  registry: Registry
): Promise<Omit<Destination, 'holdsMongo'>> {
  const secrets = await stageSecrets(deps, at)
  return {
    place: {
      known: (await facts.secrets.own()).values,
      write: secrets.write,
      set: name => `npm run secret -- set ${name} ${options(at)}`
    },
    settings: (older, dryRun) => stageSettings(deps.own, at, older, dryRun),
    async open(settings) {
      const GITHUB_URL = (await facts.stacks.own()).get('api')?.outputs.githubUrl
      const { config, problems } = readConfig({ ...settings, GITHUB_URL })
      const read = fact('the settings', async () => ({ values: new Map(), config, problems }))
      const zones = await zonesOf({ stacks: facts.stacks, secrets: read }, deps, at)
      const identityProvider = deps.identities(config)
      return {
        configuredZones: new Map(zones.map(zone => [zone.name, zone])),
        registry,
        openBucket: deps.openBucket,
        caches: makeCaches(deps.now),
        logger: loggerTo(() => {}),
        ...(identityProvider && { identityProvider })
      }
    }
  }
}

async function stageSettings(own: OwnFile, at: Stage, { administrators, config }: OlderSettings, dryRun: boolean) {
  const about = 'settings'
  const more = config.recaptcha === undefined ? {} : { recaptcha: true }
  const added = await own.addAdministrators(at, administrators, more, dryRun)
  if (added.length === 0) return [right(about, 'administrators: the stage has them')]
  return [note(about, `administrators: ${added.join(', ')}`, 'they administer it from the next deployment on')]
}
