/**
 * Which versions of a stage were deployed, in a parameter of which AWS keeps the last 100 values. It is written after a
 * deployment and by no stack, so that deploying a commit that changes nothing changes no template.
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

/** Writes nothing where it is the version that was deployed last. */
export async function recordDeployed(parameters: Parameters, stage: string, version: CheckedOut): Promise<void> {
  const name = stageParameters(appName, stage).deployedCommit
  const value = textOf(version)
  if ((await parameters.read([name])).get(name) === value) return
  await parameters.put(name, value, { secret: false, advanced: false })
}
