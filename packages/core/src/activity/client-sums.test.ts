import { expect, it } from 'vitest'
import { noUsage } from '../usage/client-usage.ts'
import { ClientSums, FirstClientSums } from './client-sums.ts'

it('whose a client is says the latest day that tells it', () => {
  const sums = new ClientSums(2)
  sums.add('a', '2026-01-02', { ...noUsage(), ownerId: 'ann' })
  sums.add('a', '2026-01-01', { ...noUsage(), ownerId: 'bob' })
  sums.add('a', '2026-01-03', noUsage())
  expect(sums.list()).toMatchObject([{ client: 'a', ownerId: 'ann' }])
  sums.add('a', '2026-01-02', { ...noUsage(), ownerId: 'carol' })
  expect(sums.list()).toMatchObject([{ client: 'a', ownerId: 'carol' }])
})

it('of more clients than fit, the first by name are kept, whenever they come', () => {
  const sums = new FirstClientSums(2)
  for (const name of ['h', 'g', 'f', 'e', 'd']) sums.add(name, '2026-01-01', noUsage())
  sums.add('c', '2026-01-01', noUsage())
  sums.add('z', '2026-01-01', noUsage())
  sums.add('a', '2026-01-01', noUsage())
  expect(
    sums
      .list()
      .map(({ client }) => client)
      .slice(0, 3)
  ).toEqual(['a', 'c', 'd'])
  expect(sums.list().map(({ client }) => client)).not.toContain('z')
})
