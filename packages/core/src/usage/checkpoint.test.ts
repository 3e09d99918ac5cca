import { expect, it } from 'vitest'
import { InMemoryObjectStore } from '../../testing/in-memory-object-store.ts'
import { zoneName } from '../../testing/test-gateway.ts'
import { Checkpoint } from './checkpoint.ts'

const deps = { randomHex: () => 'ab'.repeat(16) }
const zone = (bucket: InMemoryObjectStore) => ({ name: zoneName('lab'), directory: '', bucket, bucketId: 'lab' })

it('of two runs that count at once only one commits, the first checkpoint and a later one', async () => {
  const bucket = new InMemoryObjectStore()
  for (const items of [1, 2]) {
    const [one, other] = [
      await Checkpoint.load(deps, zone(bucket), 'checkpoint'),
      await Checkpoint.load(deps, zone(bucket), 'checkpoint')
    ]
    await one.commit({ ...one.content, items })
    await expect(other.commit({ ...other.content, items: 99 })).rejects.toMatchObject({ code: 'job.overtaken' })
    await one.commit({ ...one.content, time: items })
    expect((await Checkpoint.load(deps, zone(bucket), 'checkpoint')).content).toMatchObject({ items, time: items })
  }
})

it.each(['', '[]', '{"version":2}', '{"version":1}'])('one that reads %j is not taken for none', async text => {
  const bucket = new InMemoryObjectStore()
  await bucket.put('usage/checkpoint.json', Buffer.from(text))
  await expect(Checkpoint.load(deps, zone(bucket), 'checkpoint')).rejects.toMatchObject({
    code: 'usage.checkpoint_unreadable'
  })
})
