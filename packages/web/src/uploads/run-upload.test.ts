import { createHash } from 'node:crypto'
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { FakeGateway } from '../../testing/fake-gateway.ts'
import { partSizeOf, runUpload } from './run-upload.ts'
import { Slots } from './slots.ts'
import type { KeptUpload, Progress } from './upload.ts'

const text = 'a raw recording, of 33 bytes in all'
const file = (content = text, lastModified = 1) => new File([content], 'raw.bin', { lastModified })
const sha1 = createHash('sha1').update(text).digest('hex')
const fresh: KeptUpload = {
  id: 'one',
  login: 'ann',
  zone: 'lab',
  name: 'raw.bin',
  size: text.length,
  modified: 1,
  addedAt: 0
}

let gateway: FakeGateway
let kept: KeptUpload
let paused: number[]
let progress: Progress
let problems: string[]
/** bytes of the upload, at each pause. */
let done: (number | undefined)[]
const stop = { signal: new AbortController().signal }

beforeEach(() => {
  gateway = new FakeGateway()
  kept = fresh
  paused = []
  problems = []
  done = []
  progress = { phase: 'waiting', done: 0 }
})

const run = (given = file(), start = kept, signal = stop.signal) =>
  runUpload(
    {
      api: gateway.api,
      files: gateway.files,
      hashing: new Slots({ count: 1 }),
      sending: new Slots({ count: 3, bytes: 100 }),
      keep: async upload => {
        kept = upload
      },
      pause: async ms => void paused.push(ms),
      now: () => 0,
      random: () => 0.5,
      origin: 'https://gateway.example'
    },
    start,
    given,
    change => {
      progress = { ...progress, ...change }
      if (change.problem === undefined) return
      problems.push(change.problem)
      done.push(change.done)
    },
    signal
  )

const sent = () => gateway.calls.filter(call => call.startsWith('PUT'))

describe('an upload', () => {
  it('is hashed, begun, sent, completed and verified, and what it takes to go on is kept before it is needed', async () => {
    expect(await run()).toEqual({ sha1, wasThere: false })
    expect(Buffer.from(gateway.stored.get(sha1) ?? []).toString()).toBe(text)
    expect(kept).toMatchObject({ sha1, upload: 'upload-1' })
    expect(sent()).toHaveLength(Math.ceil(text.length / gateway.partSize))
    expect(progress).toMatchObject({ phase: 'verifying', done: text.length })
    expect(gateway.underWay.most).toBe(3)
  })

  it('of a file that is there sends nothing', async () => {
    gateway.stored.set(sha1, Buffer.from(text))
    expect(await run()).toEqual({ sha1, wasThere: true })
    expect(sent()).toEqual([])
  })

  it('goes on after a reload without hashing it again or sending what is there', async () => {
    const control = new AbortController()
    gateway.onPart = count => {
      if (count === 3) control.abort(new Error('the page is gone'))
    }
    await expect(run(file(), fresh, control.signal)).rejects.toThrow('the page is gone')
    const there = gateway.uploads.get('upload-1')?.parts.size ?? 0
    expect(there).toBeGreaterThanOrEqual(3)
    gateway.calls.length = 0
    expect(await run()).toEqual({ sha1, wasThere: false })
    expect(gateway.calls).not.toContain('hash')
    expect(gateway.calls).not.toContain('POST /api/uploads')
    expect(sent()).toHaveLength(Math.ceil(text.length / gateway.partSize) - there)
  })

  it('asks for new URLs where the hour of the old ones is over', async () => {
    gateway.putStatuses.push(403)
    await run()
    expect(gateway.calls.filter(call => call.endsWith('part-urls')).length).toBeGreaterThan(1)
    expect(new Set(sent()).size).toBe(sent().length - 1)
  })

  it('begins anew where the gateway has forgotten it or its time is up', async () => {
    expect(await run(file(), { ...fresh, sha1, upload: 'upload-of-long-ago' })).toEqual({ sha1, wasThere: false })
    gateway.stored.clear()
    const ended = gateway.uploads.get('upload-1')
    if (ended) ended.state = 'ended'
    expect(await run(file(), { ...fresh, sha1, upload: 'upload-1' })).toEqual({ sha1, wasThere: false })
    expect(kept.upload).toBe('upload-2')
  })

  it('waits longer each time while nothing answers, and says so', async () => {
    gateway.refusals.push(
      ...[1, 2, 3].map(() => new ApiError(0, 'network.unreachable', 'The gateway didn’t respond.', {}))
    )
    await run()
    expect(done).toEqual([0, 0, 0])
    expect(paused.slice(0, 3)).toEqual([1000, 2000, 4000])
    expect(problems[0]).toBe('The gateway didn’t respond.')
  })

  it('says after three tries that the bucket does not answer this page, and tries on', async () => {
    gateway.putStatuses.push(...Array.from({ length: 20 }, () => 0))
    await run()
    expect(problems.at(0)).toBe('The connection to the bucket was lost.')
    expect(problems.some(text => text.includes('https://gateway.example') && text.includes('CORS'))).toBe(true)
  })
})

describe('an upload ends, with what to do,', () => {
  it('where the gateway refuses it', async () => {
    gateway.refusals.push(new ApiError(403, 'access.not_permitted', 'ann can’t upload in zone lab.', {}))
    await expect(run()).rejects.toThrow('ann can’t upload in zone lab.')
    expect(paused).toEqual([])
  })

  it('where a quota is used up', async () => {
    gateway.refusals.push(new ApiError(429, 'scratch.too_much', 'The zone took enough today.', {}))
    await expect(run()).rejects.toThrow('The zone took enough today.')
  })

  it('where the bucket refuses its parts each time', async () => {
    gateway.putStatuses.push(...Array.from({ length: 60 }, () => 403))
    await expect(run()).rejects.toMatchObject({ code: 'store.refuses', mend: 'try-again' })
  })

  it('where the content is not what was hashed', async () => {
    const other = file('a raw recording, of 33 BYTES in all')
    await expect(run(other, { ...fresh, sha1 })).rejects.toMatchObject({ mend: 'anew' })
    expect(gateway.stored.size).toBe(0)
  })

  it('where another file is chosen to go on: of another size, or of another content and time', async () => {
    const begun = { ...fresh, sha1, upload: 'upload-1' }
    await expect(run(file('short', 2), begun)).rejects.toMatchObject({ code: 'file.other' })
    await expect(run(file(text.toUpperCase(), 2), begun)).rejects.toMatchObject({ code: 'file.other' })
    expect(gateway.calls).toEqual(['hash'])
  })
})

it('parts are small for a line at home, and of huge files few enough', () => {
  expect(partSizeOf(1)).toBe(8 * 1024 * 1024)
  expect(partSizeOf(8_000_000_000)).toBe(8 * 1024 * 1024)
  expect(partSizeOf(30_000_000_000)).toBe(30_000_000)
  expect(partSizeOf(5_000_000_000_000)).toBe(64 * 1024 * 1024)
})
