/** A gateway's health in one severity and a few words. */
import type { Failure } from '../../data/failures.ts'
import type { Health } from '../../data/health-answer.ts'
import type { Severity } from '../../ui/icons.tsx'

export interface Condition {
  severity: Severity
  words: string
}

export function conditionOf({ missing, wrong }: Health): Condition {
  if (wrong.length > 0) return { severity: 'bad', words: `Set-up: ${counted(wrong.length, 'mistake')}` }
  if (missing.length > 0) return { severity: 'warn', words: `Set-up: ${counted(missing.length, 'step')} left` }
  return { severity: 'good', words: 'Healthy' }
}

export const conditionWithout = ({ status }: Failure): Condition => ({
  severity: 'bad',
  words: status >= 400 ? 'Not working now' : 'Can’t be reached'
})

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
