/** The stacks of a stage, as far as they are there. */
import { appName } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import type { StackFacts, Stacks } from './aws/stacks.ts'
import { OperatorError, OutOfReach } from './operator-error.ts'
import { options, type Stage, stackName } from './stage.ts'

/** Those of every stage, as stacks/ has them. */
export const stackIds = ['keys', 'storage', 'queues', 'api', 'workers', 'site', 'jobs', 'monitoring', 'budget'] as const
/** Of a stage that has a database of its own, in a private network. */
export const databaseStack = 'document-db'
export type StackId = (typeof stackIds)[number]

/** By what comes after stage and app in their names. */
export type StageStacks = ReadonlyMap<string, StackFacts>

/** Throws OutOfReach where there is none: somebody is elsewhere than they think. */
export async function stageStacks(stacks: Stacks, at: Stage): Promise<StageStacks> {
  const all = await stacks.all()
  const prefix = stackName(at.stage, '')
  const own = all.filter(({ name }) => name.startsWith(prefix))
  if (own.length === 0) throw new OutOfReach(nothingThere(all, at))
  return new Map(own.map(stack => [stack.name.slice(prefix.length), stack]))
}

/** Throws OperatorError where the stage was not deployed to its end. */
export function outputOf(stacks: StageStacks, id: StackId, output: string, at: Stage): string {
  const value = stacks.get(id)?.outputs[output]
  if (value !== undefined && value !== '') return value
  throw new OperatorError(
    `Stage ${at.stage} in ${at.region} is not deployed completely: the stack ${stackName(at.stage, id)} does not say its ${output}. Deploy it again: npm run deploy -- ${options(at)}.`
  )
}

function nothingThere(all: readonly StackFacts[], at: Stage): string {
  const suffix = stackName('', 'storage')
  const others = all.filter(({ name }) => name.endsWith(suffix)).map(({ name }) => name.slice(0, -suffix.length))
  const known =
    others.length === 0 ? `no ${appName} is in that region` : `the stages in that region: ${others.join(', ')}`
  return `There is no stage ${at.stage} in ${at.region} of this AWS account (${known}). Check --stage and --region, or deploy it: npm run deploy -- ${options(at)}.`
}
