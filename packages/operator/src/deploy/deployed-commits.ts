/**
 * Which versions of a stage were deployed, in a parameter of which AWS keeps the last 100 values, and which one began and
 * did not end. Neither is written by a stack, so that deploying a commit that changes nothing changes no template.
 */
import { appName, stageParameters } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import type { Parameters } from '../aws/parameters.ts'
import type { CheckedOut } from '../checked-out.ts'

export interface Deployed extends CheckedOut {
  at: Date | undefined
}

const mark = '+changes'

const textOf = ({ commit, changed }: CheckedOut) => (changed ? `${commit}${mark}` : commit)

/** The oldest first; what nobody here wrote is left out. */
export async function deployedCommits(parameters: Parameters, stage: string): Promise<Deployed[]> {
  const history = await parameters.history(stageParameters(appName, stage).deployedCommit)
  return history.flatMap(({ value, changed: at }) => {
    const [, commit, changes] = /^([0-9a-f]{40})(\+changes)?$/.exec(value) ?? []
    return commit === undefined ? [] : [{ commit, changed: changes !== undefined, at }]
  })
}

/**
 * Writes nothing where it is the version that was deployed last, unless a deployment failed since: a stack that failed then
 * keeps that status where nothing of it changes, and the doctor goes by the times.
 */
export async function recordDeployed(
  parameters: Parameters,
  stage: string,
  version: CheckedOut,
  failed: Begun | undefined
): Promise<void> {
  const name = stageParameters(appName, stage).deployedCommit
  const value = textOf(version)
  if (failed === undefined && (await parameters.read([name])).get(name) === value) return
  await parameters.put(name, value, { secret: false, advanced: false })
}

/** A deployment that began: of which version, and when. */
export interface Begun extends Partial<CheckedOut> {
  at: string
}

/** undefined: the last deployment ended well. */
export async function begunDeployment(parameters: Parameters, stage: string): Promise<Begun | undefined> {
  const name = stageParameters(appName, stage).deploymentBegun
  const value = (await parameters.read([name])).get(name)
  if (value === undefined) return undefined
  const [, commit, changes, at] = /^([0-9a-f]{40})(\+changes)? (\S+)$/.exec(value) ?? []
  return commit === undefined ? { at: value } : { commit, changed: changes !== undefined, at: at ?? '' }
}

/** `version` undefined: the folder is no checkout. */
export async function recordBegun(
  parameters: Parameters,
  stage: string,
  version: CheckedOut | undefined,
  now: number
): Promise<void> {
  const time = new Date(now).toISOString()
  const value = version === undefined ? time : `${textOf(version)} ${time}`
  await parameters.put(stageParameters(appName, stage).deploymentBegun, value, { secret: false, advanced: false })
}

/** When a deployment last ended well; undefined: one began since, or nobody wrote it down. */
export async function lastEnded(parameters: Parameters, stage: string): Promise<Date | undefined> {
  if ((await begunDeployment(parameters, stage)) !== undefined) return undefined
  const name = stageParameters(appName, stage).deployedCommit
  return (await parameters.describe([name])).get(name)?.changed
}

export async function recordEnded(parameters: Parameters, stage: string): Promise<void> {
  await parameters.remove(stageParameters(appName, stage).deploymentBegun)
}

/** For people: what began and did not end. */
export const begunText = ({ commit, changed, at }: Begun): string =>
  `A deployment${commit === undefined ? '' : ` of commit ${commit.slice(0, 12)}${changed ? ' with changes' : ''}`} began at ${at} and did not end`
