/** The operator's own file of stages: what setup wrote, and other commands go by. */
import { readOwnStages } from '@kachery-gateway/functions/lambda/own-stages.ts'
import { root } from './root.ts'

/** undefined: the file names no region for that stage, or can't be read; whoever deploys is told why. */
export function ownRegion(stage: string, folder = root): string | undefined {
  try {
    return readOwnStages(folder)[stage]?.region
  } catch {
    return undefined
  }
}
