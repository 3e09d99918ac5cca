import { describe, expect, it } from 'vitest'
import type { Row } from '../../../uploads/queue-item.ts'
import { shownOf, stateText, summaryOf } from './in-words.ts'

const row = (given: Partial<Row>): Row => ({
  ...{ id: 'a', zone: 'lab', name: 'raw.bin', size: 8_000_000_000, sha1: undefined, phase: 'waiting', done: 0 },
  ...given
})

describe('a row says', () => {
  it.each<[Partial<Row>, string]>([
    [{}, 'Waiting'],
    [{ phase: 'hashing', done: 3_600_000_000, rate: 200_000_000 }, 'Hashing · 45 % · 200 MB/s · 25 s left'],
    [{ phase: 'hashing', size: 0 }, 'Hashing · 100 %'],
    [{ phase: 'uploading', done: 2_000_000_000, rate: 50_000_000 }, 'Uploading · 2 GB of 8 GB · 50 MB/s · 2 min left'],
    [{ phase: 'uploading' }, 'Uploading · 0 B of 8 GB'],
    [{ phase: 'verifying' }, 'Verifying'],
    [{ phase: 'stored' }, 'Stored'],
    [{ phase: 'stored', wasThere: true }, 'Already in the zone; nothing had to be sent'],
    [
      { phase: 'paused', problem: 'The connection was lost.', againIn: 4 },
      'The connection was lost. It tries again in 4 s.'
    ],
    [{ phase: 'paused', problem: 'The connection was lost.', againIn: 0 }, 'The connection was lost. It tries again.'],
    [{ phase: 'needs-file' }, 'Choose the same file again to go on.'],
    [{ phase: 'needs-file', done: 1e9 }, 'Choose the same file again to go on: 1 GB of 8 GB are there.'],
    [{ phase: 'needs-permission' }, 'Allow this page to read the file again.'],
    [{ phase: 'failed', problem: 'The zone took enough today.' }, 'The zone took enough today.']
  ])('%o: %s', (given, text) => expect(stateText(row(given))).toBe(text))
})

describe('all together', () => {
  it('count what is stored, what failed, and what waits for somebody; what failed counts for no bytes', () => {
    const rows = [
      row({ phase: 'stored', size: 100 }),
      row({ phase: 'failed', size: 999 }),
      row({ phase: 'needs-file', size: 100, done: 50 }),
      row({ phase: 'uploading', size: 200, done: 100, rate: 10 }),
      row({ phase: 'uploading', size: 100, done: 0, rate: 15 }),
      row({ phase: 'hashing', size: 100, done: 90, rate: 1000 })
    ]
    expect(summaryOf(rows)).toEqual({
      counts: '1 of 6 files stored, 1 failed, 1 waits for you',
      progress: '250 B of 600 B · 25 B/s · 15 s left',
      done: 250,
      all: 600
    })
  })

  it('have no time left when they are over', () => {
    expect(summaryOf([row({ phase: 'stored', size: 100, done: 100 })])).toMatchObject({
      counts: '1 of 1 file stored',
      progress: '100 B'
    })
  })

  it('of many, those that need somebody stand first; of few, all in their order', () => {
    const rows = [row({ id: 'a', phase: 'stored' }), row({ id: 'b' }), row({ id: 'c', phase: 'failed' })]
    expect(shownOf(rows, 3)).toBe(rows)
    expect(shownOf(rows, 2).map(({ id }) => id)).toEqual(['c', 'b'])
  })
})
