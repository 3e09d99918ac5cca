import { lastResults } from '@kachery-gateway/core/jobs/last-results.ts'
import { expect, it, vi } from 'vitest'
import { startTestGateway } from '../../testing/test-local-gateway.ts'

it('a job that the site starts runs here, beside its timer, and its result is kept for the site', async () => {
  const { gateway } = await startTestGateway()
  const lastOf = async (job: string) => (await lastResults(gateway)).find(one => one.job === job)?.last
  expect(await lastOf('check-zones')).toBeNull()
  await gateway.startJob?.('check-zones')
  await vi.waitFor(async () => expect(await lastOf('check-zones')).toMatchObject({ outcome: 'done', zones: 1 }), 10_000)
  expect(await lastOf('sweep')).toBeNull()
})
