/** How a zone's bucket is, in a severity and in words. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import type { Severity } from '../../ui/icons.tsx'

type Health = AnswerOf<'GET /api/zones/{zone}/health'>['health']

/** What is the matter, each with what to do. */
export const adviceOf = (health: NonNullable<Health>): string[] =>
  health.steps.flatMap(({ ok, advice }) => (ok || advice === null ? [] : [advice]))

export function zoneCondition(health: Health): { severity: Severity; word: string } {
  if (health === null) return { severity: 'info', word: 'Not checked yet' }
  if (health.state === 'broken') return { severity: 'bad', word: 'Broken' }
  return adviceOf(health).length > 0 ? { severity: 'warn', word: 'Has a warning' } : { severity: 'good', word: 'Works' }
}
