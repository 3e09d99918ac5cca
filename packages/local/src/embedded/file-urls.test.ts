import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileUrls } from './file-urls.ts'

const urls = new FileUrls(Buffer.alloc(32, 1), 'https://lab.example/kachery')
const from = Date.UTC(2031, 0, 2, 3, 4, 5)
const url = (over: object = {}) => new URL(urls.sign({ method: 'GET', key: 'a/b', from, seconds: 60, ...over }))
const query = (one: URL) => one.search.slice(1)

describe('a file’s URL', () => {
  it('lies below the public URL, its path prefix too, and says how long it lives', () => {
    const one = url({ key: 'a b/ü?#' })
    expect(one.href).toMatch(/^https:\/\/lab\.example\/kachery\/files\/a%20b\/%C3%BC%3F%23\?/)
    expect(one.searchParams.get('X-Amz-Date')).toBe('20310102T030405Z')
    expect(one.searchParams.get('X-Amz-Expires')).toBe('60')
  })

  it('is good for its time, and for what was signed alone', () => {
    const claim = { method: 'GET', key: 'a/b', query: query(url()) } as const
    expect(urls.check(claim, from)).toBe('good')
    expect(urls.check(claim, from + 59_999)).toBe('good')
    expect(urls.check(claim, from + 60_000)).toBe('expired')
    expect(urls.check({ ...claim, method: 'PUT' }, from)).toBe('bad')
    expect(urls.check({ ...claim, method: 'PUT', size: 0 }, from)).toBe('bad')
    expect(urls.check({ ...claim, key: 'a/c' }, from)).toBe('bad')
    expect(new FileUrls(Buffer.alloc(32, 2), 'https://lab.example').check(claim, from)).toBe('bad')
  })

  it('for a PUT is good for its size alone', () => {
    const claim = { method: 'PUT', key: 'a/b', query: query(url({ method: 'PUT', size: 5 })) } as const
    expect(urls.check({ ...claim, size: 5 }, from)).toBe('good')
    for (const size of [0, 4, 6, 5.5]) expect(urls.check({ ...claim, size }, from)).toBe('bad')
    expect(urls.check(claim, from)).toBe('bad')
  })

  it('does not depend on the host, nor on how its query is ordered or spelled', () => {
    const parameters = [...url().searchParams].reverse()
    expect(urls.check({ method: 'GET', key: 'a/b', query: String(new URLSearchParams(parameters)) }, from)).toBe('good')
  })

  it('with a parameter changed, missing, doubled or added is bad, whatever else it is', () => {
    const names = [...url().searchParams.keys()]
    void fc.assert(
      fc.property(fc.constantFrom(...names), fc.string(), (name, value) => {
        const given = url()
        if (given.searchParams.get(name) !== value) {
          const changed = url()
          changed.searchParams.set(name, value)
          expect(urls.check({ method: 'GET', key: 'a/b', query: query(changed) }, from)).toBe('bad')
        }
        const doubled = url()
        doubled.searchParams.append(name, value)
        const missing = url()
        missing.searchParams.delete(name)
        const added = url()
        added.searchParams.append(`${value}-of-mine`, '')
        for (const other of [doubled, missing, added]) {
          expect(urls.check({ method: 'GET', key: 'a/b', query: query(other) }, from)).toBe('bad')
        }
      })
    )
  })

  it('tells any two keys apart', () => {
    void fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
        fc.pre(one !== other && one.isWellFormed() && other.isWellFormed())
        const signed = query(url({ key: one }))
        expect(urls.check({ method: 'GET', key: other, query: signed }, from)).toBe('bad')
        expect(urls.check({ method: 'GET', key: one, query: signed }, from)).toBe('good')
      })
    )
  })
})
