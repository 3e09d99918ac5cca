/** The one-time link to the page that makes the gateway's GitHub sign-in. */
import type { Registry } from '@kachery-gateway/core/stores/registry.ts'
import { ofGithubApp } from '@kachery-gateway/functions/lambda/functions.ts'
import { appName, stageParameters } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import { makeSetupLink } from '@kachery-gateway/functions/sign-in/setup-link.ts'
import type { Parameters } from '../aws/parameters.ts'
import type { Stacks } from '../aws/stacks.ts'
import { OperatorError } from '../operator-error.ts'
import { options, type Stage } from '../stage.ts'
import { outputOf, stageStacks } from '../stage-stacks.ts'

export interface LinkDeps {
  stacks: Stacks
  parameters: Parameters
  /** That of the stage, by its table. */
  registry(table: string): Promise<Registry & { close(): void }>
  /** ms since the epoch */
  now(): number
  /** Random bytes as hex. */
  randomHex(bytes: number): string
}

export async function hasSignIn({ parameters }: LinkDeps, { stage }: Stage): Promise<boolean> {
  const names = ofGithubApp.map(stageParameters(appName, stage).secret)
  return (await parameters.describe(names)).size === names.length
}

/** `replaces`: also where the gateway has a sign-in. Throws OperatorError where the stage is not deployed to its end. */
export async function signInLink(deps: LinkDeps, at: Stage, replaces: boolean): Promise<string> {
  const table = outputOf(await stageStacks(deps.stacks, at), 'storage', 'registryTable', at)
  const name = stageParameters(appName, at.stage).publicUrl
  const url = (await deps.parameters.read([name])).get(name)
  if (url === undefined)
    throw new OperatorError(`Stage ${at.stage} has no address yet: deploy it, npm run deploy -- ${options(at)}.`)
  const registry = await deps.registry(table)
  try {
    const token = await makeSetupLink({ registry, now: deps.now, randomHex: deps.randomHex }, { replaces })
    return `${url}/setup#${token}`
  } finally {
    registry.close()
  }
}
