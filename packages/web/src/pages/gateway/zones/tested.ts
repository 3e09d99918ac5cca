/** A refusal that comes with the steps of the connection test that a bucket did not pass. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import * as z from 'zod/mini'
import type { TestStep } from '../../zone/storage/steps.tsx'

const Steps = z.array(
  z.object({
    step: z.enum(['write', 'read', 'list', 'sign', 'headers', 'delete']),
    ok: z.boolean(),
    message: z.string(),
    elapsed: z.number()
  })
)

/** undefined: it was refused for another reason. */
export function failedSteps(error: unknown): TestStep[] | undefined {
  if (!(error instanceof ApiError) || error.code !== 'zone.bucket_test_failed') return undefined
  return Steps.safeParse(error.problem.steps).data
}
