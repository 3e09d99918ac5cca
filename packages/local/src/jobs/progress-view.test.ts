import { describe, expect, it } from 'vitest'
import { duration, ProgressView } from './progress-view.ts'

function viewOf(isTTY: boolean) {
  const clock = { now: 0 }
  const written: string[] = []
  const output = { write: (text: string) => written.push(text), isTTY, columns: 90 }
  return { clock, written, view: new ProgressView('archive-logs', output, () => clock.now) }
}

describe('progress', () => {
  it('on a terminal is one line with a bar, the rate and the time left, over all zones', () => {
    const { clock, written, view } = viewOf(true)
    clock.now = 2000
    view.update({ zone: 'default', unit: 'items', done: 1000, total: 3000 })
    view.update({ zone: 'lab', unit: 'items', done: 1000, total: 1000 })
    clock.now = 4000
    view.update({ zone: 'default', unit: 'items', done: 2000, total: 3000 })
    expect(written.at(-1)).toBe('\rarchive-logs  [############----] 75 %  3,000 of 4,000 items  750/s  2 s left')
    view.end()
    expect(written.at(-1)).toMatch(/^\r +\r$/)
    expect(written.join('')).not.toContain('\n')
  })

  it('of an unknown whole has no bar', () => {
    const { clock, written, view } = viewOf(true)
    clock.now = 1000
    view.update({ zone: 'default', unit: 'objects', done: 50 })
    view.update({ zone: 'default', unit: 'zones', done: 1, total: 3 })
    clock.now = 2000
    view.update({ zone: 'lab', unit: 'objects', done: 10 })
    expect(written.at(-1)?.trimEnd()).toBe('\rarchive-logs  60 objects  30/s  1 of 3 zones')
  })

  it('without a terminal is a plain line now and then', () => {
    const { clock, written, view } = viewOf(false)
    for (let second = 1; second <= 11; second++) {
      clock.now = second * 1000
      view.update({ zone: 'default', unit: 'items', done: second * 100, total: 2000 })
    }
    view.end()
    expect(written).toEqual([
      'archive-logs  500 of 2,000 items  100/s  15 s left\n',
      'archive-logs  1,000 of 2,000 items  100/s  10 s left\n'
    ])
  })

  it('tells times in the unit that fits', () => {
    expect([0.2, 59.5, 90, 7200].map(duration)).toEqual(['1 s', '60 s', '2 min', '2.0 h'])
  })
})
