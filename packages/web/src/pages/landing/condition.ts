/** A gateway's health in one tone and a few words. */
import type { Answer } from '../../data/answer.ts'
import type { Health } from '../../data/health.ts'
import type { Tone } from '../../ui/icons.tsx'

export interface Condition {
  tone: Tone
  words: string
}

export function conditionOf(answer: Answer<Health>): Condition {
  if (!answer.ok)
    return { tone: 'bad', words: answer.failure.kind === 'refused' ? 'Not working now' : 'Cannot be reached' }
  const { missing, wrong } = answer.value
  if (wrong.length > 0) return { tone: 'bad', words: `Set-up: ${counted(wrong.length, 'mistake')}` }
  if (missing.length > 0) return { tone: 'warn', words: `Set-up: ${counted(missing.length, 'step')} left` }
  return { tone: 'good', words: 'Healthy' }
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
