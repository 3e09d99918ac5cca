import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonSplitter, type Path, Unreadable, type Wish } from './json-splitter.ts'

const elements = (path: Path): Wish => (path.length === 0 ? 'enter' : 'take')

/** Given in pieces that end at `cuts`. */
function split(text: string, cuts: number[] = [], wish: (path: Path) => Wish = elements): [Path, unknown][] {
  const bytes = Buffer.from(text)
  const ends = [...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  const splitter = new JsonSplitter(wish)
  const found: [Path, unknown][] = []
  let from = 0
  for (const end of ends) {
    for (const { path, text } of splitter.push(bytes.subarray(from, end)))
      found.push([path, text === undefined ? undefined : JSON.parse(Buffer.from(text).toString())])
    from = end
  }
  splitter.end()
  return found
}

/** The same by JSON.parse. */
function leaves(value: unknown, wish: (path: Path) => Wish, path: Path = []): [Path, unknown][] {
  const wished = wish(path)
  if (wished === 'skip') return []
  if (wished === 'take' || typeof value !== 'object' || value === null) return [[path, value]]
  const inside: [string | number, unknown][] = Array.isArray(value)
    ? value.map((one, at) => [at, one])
    : Object.entries(value)
  return inside.flatMap(([at, one]) => leaves(one, wish, [...path, at]))
}

describe('a JSON text that comes in pieces', () => {
  it('has the values that JSON.parse finds, however deep one looks, wherever it is cut and however it is spaced', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())),
        fc.array(fc.nat()),
        fc.constantFrom(0, 2, '\t'),
        fc.nat({ max: 4 }),
        fc.nat({ max: 5 }),
        (value, cuts, space, depth, skipped) => {
          const text = JSON.stringify(value, null, space)
          const wish = (path: Path): Wish =>
            path.length < depth ? 'enter' : String(path.at(-1) ?? '').length % 6 === skipped ? 'skip' : 'take'
          // By its text: the order of keys such as "1" is the text's, and JSON.parse has another.
          const byPath = (found: [Path, unknown][]) => new Map(found.map(([path, one]) => [JSON.stringify(path), one]))
          expect(byPath(split(text, cuts, wish))).toEqual(byPath(leaves(JSON.parse(text), wish)))
        }
      ),
      { numRuns: 500 }
    )
  })

  it.each([
    ...[
      '',
      '[',
      '[1',
      '[1,',
      '["a]',
      '[1] x',
      '[1]]',
      '[[]',
      '[{"a":1}',
      '[1,]',
      '[,1]',
      '[1 2]',
      ',',
      ']',
      '"a',
      '7',
      'null'
    ],
    ...['{', '{"a"', '{"a":', '{"a":1', '{"a":1,}', '{a:1}', '{"a" 1}', '{"a":1]', '{"a",1}', '{"a"::1}', '[1:2]']
  ])('is unreadable as %j', text => {
    expect(() => split(text)).toThrow(Unreadable)
  })

  it('whatever it is, ends with values or as unreadable', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[[\]{}",:\\a1 ]*$/), fc.array(fc.nat()), (text, cuts) => {
        try {
          split(text, cuts)
        } catch (error) {
          if (!(error instanceof Unreadable || error instanceof SyntaxError)) throw error
        }
      }),
      { numRuns: 1000 }
    )
  })

  it('passes over a value that is too large or nested too deep, and says where it was', () => {
    const large = `{"a":"${'x'.repeat(262_144)}"}`
    const deep = '['.repeat(65) + ']'.repeat(65)
    expect(
      split(`[1,${large},${deep},"${'y'.repeat(300_000)}",2]`).map(([path, value]) => [...path, typeof value])
    ).toEqual([
      [0, 'number'],
      [1, 'undefined'],
      [2, 'undefined'],
      [3, 'string'],
      [4, 'number']
    ])
    expect(split(`["${'x'.repeat(8_000_001)}"]`)).toEqual([[[0], undefined]])
  })
})
