/** Where a stage's secrets are: parameters where `sst secrets set` puts them, and GATEWAY_CONFIG as an object of its bucket. */
import { type OperatorSecret, operatorSecrets } from '@kachery-gateway/functions/lambda/functions.ts'
import { gatewayConfigKey } from '@kachery-gateway/functions/lambda/secrets.ts'
import { appName, stageParameters } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import type { Parameters } from '../aws/parameters.ts'
import type { Stacks } from '../aws/stacks.ts'
import type { TextObjects } from '../aws/text-objects.ts'
import { OperatorError } from '../operator-error.ts'
import type { Stage } from '../stage.ts'
import { outputOf, stageStacks } from '../stage-stacks.ts'

export const secretNames = [...operatorSecrets, 'GATEWAY_CONFIG'] as const
export type SecretName = (typeof secretNames)[number]

export interface SecretDeps {
  stacks: Stacks
  parameters: Parameters
  objects: TextObjects
}

/** undefined: not set. */
export type SecretState = { changed: Date | undefined } | undefined

export interface StageSecrets {
  states(): Promise<ReadonlyMap<SecretName, SecretState>>
  write(name: SecretName, value: string): Promise<void>
  /** false: it was not set. */
  remove(name: SecretName): Promise<boolean>
}

/** Bytes that a parameter holds, without and with a price (US$ 0.05 a month). */
const standardBytes = 4096
const advancedBytes = 8192

/** Throws OperatorError where the stage is not there: secrets are never put where nobody reads them. */
export async function stageSecrets({ stacks, parameters, objects }: SecretDeps, at: Stage): Promise<StageSecrets> {
  const bucket = outputOf(await stageStacks(stacks, at), 'storage', 'settingsBucket', at)
  const parameterOf = (name: OperatorSecret) => stageParameters(appName, at.stage).secret(name)

  return {
    async states() {
      const [facts, changed] = await Promise.all([
        parameters.describe(operatorSecrets.map(parameterOf)),
        objects.changed(bucket, gatewayConfigKey)
      ])
      const ofParameters = operatorSecrets.map(name => [name, facts.get(parameterOf(name))] as const)
      return new Map<SecretName, SecretState>([
        ...ofParameters,
        ['GATEWAY_CONFIG', changed === undefined ? undefined : { changed }]
      ])
    },
    async write(name, value) {
      if (name === 'GATEWAY_CONFIG') return objects.write(bucket, gatewayConfigKey, value)
      const bytes = Buffer.byteLength(value)
      if (bytes > advancedBytes)
        throw new OperatorError(`${name} has ${bytes} bytes; a parameter of AWS holds ${advancedBytes}.`)
      const parameter = parameterOf(name)
      const before = (await parameters.describe([parameter])).get(parameter)
      const advanced = bytes > standardBytes || before?.advanced === true
      await parameters.put(parameter, value, { secret: true, advanced })
    },
    async remove(name) {
      if (name !== 'GATEWAY_CONFIG') return parameters.remove(parameterOf(name))
      if ((await objects.changed(bucket, gatewayConfigKey)) === undefined) return false
      await objects.remove(bucket, gatewayConfigKey)
      return true
    }
  }
}
