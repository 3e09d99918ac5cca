import { ApiError } from '@kachery-gateway/core/api/client.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { FakeGateway } from '../../testing/fake-gateway.ts'
import { Alarm } from './retry.ts'
import { Slots } from './slots.ts'
import type { KeptUpload } from './upload.ts'
import { UploadQueue } from './upload-queue.ts'

let gateway: FakeGateway
let database: Map<string, KeptUpload>
let alarm: Alarm
let stored: string[]
let ids: number

beforeEach(() => {
  gateway = new FakeGateway()
  database = new Map()
  alarm = new Alarm()
  stored = []
  ids = 0
})

/** A page: each has a queue of its own on one database. `locks`: who is at what, of all pages. */
function opened(locks = new Map<string, Promise<void>>(), login = 'ann') {
  return new UploadQueue({
    api: gateway.api,
    files: gateway.files,
    login,
    hashing: new Slots({ count: 1 }),
    sending: new Slots({ count: 2 }),
    alarm,
    now: () => 0,
    random: () => 0,
    origin: 'https://gateway.example',
    newId: () => `id-${++ids}`,
    kept: {
      all: async () => [...database.values()],
      get: async id => database.get(id),
      put: async upload => void database.set(upload.id, structuredClone({ ...upload, handle: undefined })),
      remove: async id => void database.delete(id)
    },
    alone: async (id, work) => {
      const before = locks.get(id)
      const mine = (before ?? Promise.resolve()).then(work)
      locks.set(id, mine)
      await mine
    },
    onChange: () => {},
    onStored: ({ name }) => void stored.push(name)
  })
}

const file = (name: string, content = `content of ${name}`, lastModified = 1) => ({
  name,
  file: new File([content], name, { lastModified })
})
const phases = (queue: UploadQueue) => queue.rows().map(({ name, phase }) => `${name} ${phase}`)
const nothingCame = () => {
  gateway.putStatuses.push(...Array.from({ length: 1000 }, () => 0))
}

describe('the queue', () => {
  it('stores files in their order, and keeps nothing of them then', async () => {
    const queue = opened()
    const names = Array.from({ length: 9 }, (_, at) => `${at}.bin`)
    await queue.add(
      'lab',
      names.map(name => file(name))
    )
    await expect.poll(() => stored.length).toBe(9)
    expect(stored.toSorted()).toEqual(names)
    expect(stored[0]).toBe('0.bin')
    expect([...database.keys()]).toEqual([])
    expect(queue.isBusy()).toBe(false)
    expect(gateway.underWay.most).toBe(2)
  })

  it('has four files at a time under way; those that are paused hold the others up', async () => {
    nothingCame()
    const queue = opened()
    await queue.add(
      'lab',
      ['a', 'b', 'c', 'd', 'e'].map(name => file(name))
    )
    await expect.poll(() => phases(queue)).toEqual(['a paused', 'b paused', 'c paused', 'd paused', 'e waiting'])
    expect(queue.isBusy()).toBe(true)
    gateway.putStatuses.length = 0
    alarm.ring()
    await expect.poll(() => stored.length).toBe(5)
  })

  it('cancels one: its parts go, nothing is kept, the next begins', async () => {
    nothingCame()
    const queue = opened()
    await queue.add(
      'lab',
      ['a', 'b', 'c', 'd', 'e'].map(name => file(name))
    )
    await expect.poll(() => phases(queue).at(-2)).toBe('d paused')
    await queue.cancel(queue.rows()[0]?.id ?? '')
    expect(gateway.uploads.get('upload-1')?.state).toBe('ended')
    await expect.poll(() => phases(queue)).toEqual(['b paused', 'c paused', 'd paused', 'e paused'])
    expect(database.size).toBe(4)
  })

  it('says why one failed, and tries again', async () => {
    gateway.refusals.push(new ApiError(403, 'access.not_permitted', 'ann can’t upload in zone lab.', {}))
    const queue = opened()
    await queue.add('lab', [file('a')])
    await expect
      .poll(() => queue.rows()[0])
      .toMatchObject({ phase: 'failed', problem: 'ann can’t upload in zone lab.' })
    expect(database.size).toBe(0)
    await queue.retry(queue.rows()[0]?.id ?? '')
    await expect.poll(() => stored).toEqual(['a'])
    queue.clear('lab')
    expect(queue.rows()).toEqual([])
  })
})

describe('after a reload', () => {
  /** A page that ends with `a` begun and nothing of it sent. */
  async function left(): Promise<void> {
    nothingCame()
    const page = opened()
    await page.add('lab', [file('a')])
    await expect.poll(() => phases(page)).toEqual(['a paused'])
    page.close()
    gateway.putStatuses.length = 0
  }

  it('a file is asked for, and the same one goes on', async () => {
    await left()
    const queue = opened()
    await queue.restore()
    await expect.poll(() => phases(queue)).toEqual(['a needs-file'])
    queue.choose('id-1', file('renamed', 'of another size'))
    expect(queue.rows()[0]?.problem).toContain('another file')
    queue.choose('id-1', file('a'))
    await expect.poll(() => stored).toEqual(['a'])
    expect(gateway.uploads.size).toBe(1)
  })

  it('dropping all again gives what is waited for, and adds the rest', async () => {
    await left()
    const queue = opened()
    await queue.restore()
    await expect.poll(() => phases(queue)).toEqual(['a needs-file'])
    await queue.add('lab', [file('a'), file('b')])
    await expect.poll(() => stored.toSorted()).toEqual(['a', 'b'])
    expect(queue.rows()).toHaveLength(2)
  })

  it('another account sees nothing of it', async () => {
    await left()
    const queue = opened(undefined, 'eve')
    await queue.restore()
    expect(queue.rows()).toEqual([])
    expect(database.size).toBe(1)
  })

  it('another page goes on only when the first is closed', async () => {
    nothingCame()
    const locks = new Map<string, Promise<void>>()
    const [first, second] = [opened(locks), opened(locks)]
    await first.add('lab', [file('a')])
    await expect.poll(() => phases(first)).toEqual(['a paused'])
    await second.restore()
    expect(second.rows()).toEqual([])
    first.close()
    await expect.poll(() => phases(second)).toEqual(['a needs-file'])
  })

  it('of another content it is not the same file', async () => {
    await left()
    const queue = opened()
    await queue.restore()
    await expect.poll(() => phases(queue)).toEqual(['a needs-file'])
    queue.choose('id-1', file('a', 'CONTENT of a', 2))
    await expect.poll(() => queue.rows()[0]?.problem).toContain('differs')
    expect(phases(queue)).toEqual(['a needs-file'])
    expect(database.size).toBe(1)
  })
})
