/** A gateway's health in one tone and a few words. */
import type { Failure } from '../../data/failures.ts'
import type { Health } from '../../data/health-answer.ts'
import type { Tone } from '../../ui/icons.tsx'

export interface Condition {
  tone: Tone
  words: string
}

export function conditionOf({ missing, wrong }: Health): Condition {
  if (wrong.length > 0) return { tone: 'bad', words: `Set-up: ${counted(wrong.length, 'mistake')}` }
  if (missing.length > 0) return { tone: 'warn', words: `Set-up: ${counted(missing.length, 'step')} left` }
  return { tone: 'good', words: 'Healthy' }
}

export const conditionWithout = ({ status }: Failure): Condition => ({
  tone: 'bad',
  words: status >= 400 ? 'Not working now' : 'Cannot be reached'
})

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
