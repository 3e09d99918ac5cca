import { expect, it } from 'vitest'
import { testGateway } from '../../testing/test-gateway.ts'
import { jobNames } from '../ids/job-name.ts'
import { lastResults } from './last-results.ts'

const result = {
  job: 'sweep',
  outcome: 'failed',
  counts: { files: 3 },
  bytes: 10,
  startedAt: 1,
  ms: 2,
  zones: 1,
  notable: []
}

it('each job is told of, those that never ran too', async () => {
  const { deps, registry } = testGateway()
  await registry.create({ kind: 'job', id: 'sweep' }, result)
  const results = await lastResults(deps)
  expect(results.map(({ job }) => job)).toEqual([...jobNames])
  expect(results.map(({ last }) => last)).toEqual([null, null, result, null])
})

it('what cannot be read is not shown, and does not keep the others from being shown', async () => {
  const { deps, registry } = testGateway()
  await registry.create({ kind: 'job', id: 'sweep' }, result)
  await registry.create({ kind: 'job', id: 'count-usage' }, { something: 'else' })
  expect((await lastResults(deps)).map(({ last }) => last?.job)).toEqual([undefined, undefined, 'sweep', undefined])
})
