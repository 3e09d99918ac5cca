/** The import into the data folder of a gateway on one machine: its settings are a file there, which a shell reads. */
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCutOver } from '@kachery-gateway/core/legacy/cut-over.ts'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { readConfig } from '@kachery-gateway/functions/config.ts'
import { githubIdentities } from '@kachery-gateway/functions/sign-in/own-app-tokens.ts'
import { Cleanup } from '@kachery-gateway/local/cleanup.ts'
import { openDataDirectory } from '@kachery-gateway/local/data/data-directory.ts'
import { openRegistry } from '@kachery-gateway/local/embedded/registry.ts'
import { openGateway } from '@kachery-gateway/local/open-gateway.ts'
import { StartError } from '@kachery-gateway/local/start-error.ts'
import type { Variables } from '../command-line.ts'
import { type Finding, right } from '../doctor/finding.ts'
import { OperatorError } from '../operator-error.ts'
import type { AskedWork } from './command-line.ts'
import { tellCutOver, tick } from './cut-over-list.ts'
import { envFileText, readEnvFile } from './env-file.ts'
import { runGeneration2025 } from './generation-2025.ts'
import { type ImportTools, importAll } from './import-all.ts'
import { stepsOfMachine } from './steps.ts'

const settingsName = 'gateway.env'

/** `environment`: its variables count as the gateway's own, as when it is started. Throws OperatorError. */
export async function runOnOneMachine(
  tools: ImportTools,
  folder: string,
  work: AskedWork,
  environment: Variables
): Promise<number> {
  const dryRun = work.kind === 'import' && work.dryRun
  const isThere = await stat(folder).then(
    () => true,
    () => false
  )
  // A dry run makes no folder.
  const data = dryRun && !isThere ? await mkdtemp(join(tmpdir(), 'kachery-import-')) : folder
  const logger = loggerTo(() => {})
  const cleanup = new Cleanup(logger)
  if (data !== folder) cleanup.add(() => rm(data, { recursive: true }))
  try {
    const directory = await openDataDirectory(data)
    cleanup.add(directory.release)
    const registry = openRegistry(directory.database)
    const path = join(folder, settingsName)
    const settings = readEnvFile(await readFile(path, 'utf8').catch(() => ''))
    const ownVariables = Object.entries(environment).flatMap(([name, value]) =>
      value?.trim() ? [[name, value] as const] : []
    )
    if (work.kind === 'tick') await tick({ registry, now: tools.now }, work.tick)
    const done = await readCutOver({ registry })
    const keep = async (name: string, value: string) => {
      settings.set(name, value)
      // Whole or not at all, whenever it is interrupted.
      await writeFile(`${path}.new`, envFileText(settings), { mode: 0o600 })
      await rename(`${path}.new`, path)
    }
    const open = async ({ MONGO_URI: _, FORMER_MONGO_URI: __, ...values }: Record<string, string>) => {
      const { config } = readConfig(values)
      const identityProvider = githubIdentities(config)
      const more = identityProvider === undefined ? {} : { identityProvider }
      return (await openGateway(config, directory, 'http://127.0.0.1', cleanup, logger, more)).gateway
    }
    if (work.kind === 'generation-2025') {
      await runGeneration2025(tools, work, () => open(Object.fromEntries([...settings, ...ownVariables])))
      return 0
    }
    const code =
      work.kind === 'tick'
        ? 0
        : await importAll(tools, work, {
            place: {
              known: new Map([...settings, ...ownVariables]),
              write: keep,
              set: name => `set ${name} in ${path}`
            },
            holdsMongo: done['old-action'] === undefined,
            async settings({ administrators }): Promise<Finding[]> {
              const before = readConfig(Object.fromEntries([...settings, ...ownVariables])).config.administrators
              const all = [...new Set([...before, ...administrators])]
              if (all.length > before.length && !dryRun) await keep('ADMINISTRATORS', JSON.stringify(all))
              return [right('settings', `administrators: ${all.join(', ') || 'none'}`)]
            },
            open
          })
    if (code === 0) tellCutOver(tools.screen, stepsOfMachine(folder, path), done, `npm run import -- --data ${folder}`)
    return code
  } catch (error) {
    throw error instanceof StartError ? new OperatorError(error.message, error) : error
  } finally {
    await cleanup.run()
  }
}
