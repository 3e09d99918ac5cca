/** The cut-over as a checklist: what is done is remembered in the registry. */

import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import {
  type CutOver,
  type CutOverStep,
  cutOverSteps,
  noteCutOver,
  readCutOver
} from '@kachery-gateway/core/legacy/cut-over.ts'
import { OperatorError } from '../operator-error.ts'
import type { Screen } from '../run-command.ts'

/** What to do, a sentence or two each. */
export type StepTexts = Readonly<Record<CutOverStep, string>>

export interface Tick {
  step: CutOverStep
  done: boolean
}

type Deps = Pick<GatewayDeps, 'registry' | 'now'>

/** Throws OperatorError where a step before it is not done. */
export async function tick(deps: Deps, { step, done }: Tick): Promise<void> {
  const before = cutOverSteps.slice(0, cutOverSteps.indexOf(step))
  const known = await readCutOver(deps)
  const open = done ? before.find(each => known[each] === undefined) : undefined
  if (open !== undefined) throw new OperatorError(`The step ${open} comes before ${step}, and is not done.`)
  await noteCutOver(deps, step, done)
}

/** `command`: that ticks a step. */
export function tellCutOver(screen: Screen, texts: StepTexts, done: CutOver, command: string): void {
  screen.out('')
  screen.out(`The cut-over, in this order. When a step is done: ${command} --done STEP`)
  for (const step of cutOverSteps) {
    const at = done[step]
    const day = at === undefined ? '' : ` (done ${new Date(at).toISOString().slice(0, 10)})`
    screen.out(`  [${at === undefined ? ' ' : 'x'}] ${step.padEnd(13)} ${texts[step]}${day}`)
  }
}
