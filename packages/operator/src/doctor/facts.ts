/** What several checks stand on, read once. */
import { type Config, type Problem, readConfig } from '@kachery-gateway/functions/config.ts'
import { operatorSecrets, type Secret } from '@kachery-gateway/functions/lambda/functions.ts'
import { gatewayConfigKey } from '@kachery-gateway/functions/lambda/secrets.ts'
import { appName, stageParameters } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import type { Stage } from '../stage.ts'
import { databaseStack, outputOf, type StageStacks, stageStacks } from '../stage-stacks.ts'
import { type Fact, fact } from './check.ts'
import type { Dependencies } from './dependencies.ts'

export interface StageSecretsRead {
  /** Of those that are set. */
  values: ReadonlyMap<Secret, string>
  config: Config
  problems: readonly Problem[]
}

export interface Facts {
  stacks: Fact<StageStacks>
  /** undefined: there is no such parameter. */
  publicUrl: Fact<string | undefined>
  secrets: Fact<StageSecretsRead>
  /** Whether the stage has a database of its own, and needs no MONGO_URI; never throws. */
  ownDatabase(): Promise<boolean>
}

export function factsOf(deps: Pick<Dependencies, 'stacks' | 'parameters' | 'objects'>, at: Stage): Facts {
  const { secret, publicUrl } = stageParameters(appName, at.stage)
  const stacks = fact('the stacks', () => stageStacks(deps.stacks, at))
  return {
    stacks,
    publicUrl: fact('the public URL', async () => (await deps.parameters.read([publicUrl])).get(publicUrl)),
    secrets: fact('the secrets', async () => {
      const values = new Map<Secret, string>()
      const [parameters, gatewayConfig] = await Promise.all([
        deps.parameters.read(operatorSecrets.map(secret)),
        stacks
          .get()
          .then(known => deps.objects.read(outputOf(known, 'storage', 'settingsBucket', at), gatewayConfigKey))
      ])
      for (const name of operatorSecrets) {
        const value = parameters.get(secret(name))?.trim()
        if (value) values.set(name, value)
      }
      if (gatewayConfig?.trim()) values.set('GATEWAY_CONFIG', gatewayConfig)
      return { values, ...readConfig(Object.fromEntries(values)) }
    }),
    ownDatabase: () =>
      stacks.get().then(
        found => found.has(databaseStack),
        () => false
      )
  }
}
