import { expect, it } from 'vitest'
import { noUsage } from '../usage/client-usage.ts'
import { ClientSums } from './client-sums.ts'

it('whose a client is says the latest day that tells it', () => {
  const sums = new ClientSums(2)
  sums.add('a', '2026-01-02', { ...noUsage(), ownerId: 'ann' })
  sums.add('a', '2026-01-01', { ...noUsage(), ownerId: 'bob' })
  sums.add('a', '2026-01-03', noUsage())
  expect(sums.list()).toMatchObject([{ client: 'a', ownerId: 'ann' }])
  sums.add('a', '2026-01-02', { ...noUsage(), ownerId: 'carol' })
  expect(sums.list()).toMatchObject([{ client: 'a', ownerId: 'carol' }])
})
