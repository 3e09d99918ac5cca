import { describe, expect, it } from 'vitest'
import { InMemoryRegistry } from '../../testing/in-memory-registry.ts'
import { isFoundBy } from '../search-words.ts'
import { type ListInput, searchListing } from './search-listing.ts'

async function listing(count: number, nameOf: (at: number) => string) {
  const registry = new InMemoryRegistry()
  for (let at = 0; at < count; at++)
    await registry.create({ kind: 'zone', id: String(at).padStart(5, '0') }, { name: nameOf(at) })
  registry.calls.length = 0
  const page = (input: ListInput) =>
    searchListing(at => registry.list({ kind: 'zone' }, at), input, {
      show: ({ entry }) => String(entry.value.name),
      texts: name => [name]
    })
  return { registry, page }
}

describe('a search through a listing', () => {
  it.each([2, 7, 200])('gives each record that fits once, in order, in pages of %d', async limit => {
    const { page } = await listing(2_500, at => (at % 300 === 0 ? `Lab ${at}` : `other ${at}`))
    const seen: string[] = []
    for (let after: string | undefined | null; after !== null; ) {
      const { items, next } = await page({ limit, after, search: 'lab' })
      expect(items.length).toBeLessThanOrEqual(limit)
      seen.push(...items)
      after = next
    }
    expect(seen).toEqual(Array.from({ length: 9 }, (_, at) => `Lab ${at * 300}`))
  })

  it('reads no more than five thousand records in a request, and says where it goes on', async () => {
    const { registry, page } = await listing(6_001, at => (at === 6_000 ? 'wanted' : 'x'))
    const first = await page({ limit: 10, search: 'wanted' })
    expect([first.items, registry.calls.length]).toEqual([[], 5])
    expect((await page({ limit: 10, search: 'wanted', after: first.next ?? '' })).items).toEqual(['wanted'])
  })

  it('for nothing reads what it shows and no more', async () => {
    const { registry, page } = await listing(5_000, () => 'x')
    expect((await page({ limit: 10, search: '' })).items).toHaveLength(10)
    expect(registry.calls).toHaveLength(1)
  })
})

it.each([
  ['frank', true],
  ['FRANK def', true],
  ['def frank', true],
  ['franklab.def', true],
  ['github|ann', true],
  ['rank', false],
  ['frank other', false],
  [' . ', true]
])('words begin with what is searched for, in any case, and all must fit: %j', (search, found) => {
  expect(isFoundBy(search, ['Franklab.default', 'github|ann-marie'])).toBe(found)
})
