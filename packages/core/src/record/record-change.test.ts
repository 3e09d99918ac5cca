import { expect, it, vi } from 'vitest'
import { facts, testGateway, zoneName } from '../../testing/test-gateway.ts'
import { errors } from '../errors.ts'
import { recordChange } from './record-change.ts'

const record = ({ deps }: ReturnType<typeof testGateway>) =>
  recordChange(deps, zoneName('lab'), 'setCors', { origins: ['https://a.test'] }, facts)

it('a change is recorded when its caller goes on', async () => {
  const gateway = testGateway()
  const add = gateway.ephemeral.addLogItems.bind(gateway.ephemeral)
  vi.spyOn(gateway.ephemeral, 'addLogItems').mockImplementation(async items => {
    await new Promise(resolve => setTimeout(resolve, 5))
    await add(items)
  })
  await record(gateway)
  expect(gateway.ephemeral.logItems.map(({ item }) => item.request)).toEqual([
    expect.objectContaining({ payload: { type: 'setCors', origins: ['https://a.test'], zone: 'lab' } })
  ])
})

it('a change that nothing takes fails its request', async () => {
  const gateway = testGateway()
  vi.spyOn(gateway.ephemeral, 'addLogItems').mockRejectedValue(errors.storeUnavailable('the store', new Error('away')))
  vi.spyOn(gateway.deps.outbox, 'keep').mockRejectedValue(new Error('full'))
  await expect(record(gateway)).rejects.toMatchObject({ code: 'activity.not_recorded' })
})
