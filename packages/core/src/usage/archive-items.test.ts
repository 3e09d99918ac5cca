import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArraySplitter, Unreadable } from './archive-items.ts'

/** Given in pieces that end at `cuts`. */
function split(text: string, cuts: number[] = []): unknown[] {
  const bytes = Buffer.from(text)
  const ends = [...cuts.map(cut => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  const splitter = new ArraySplitter()
  const elements: unknown[] = []
  let from = 0
  for (const end of ends) {
    for (const element of splitter.push(bytes.subarray(from, end)))
      elements.push(JSON.parse(Buffer.from(element).toString()))
    from = end
  }
  splitter.end()
  return elements
}

describe('an array that comes in pieces', () => {
  it('has the elements that JSON.parse finds, wherever it is cut and however it is spaced', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.array(fc.nat()), fc.constantFrom(0, 2, '\t'), (values, cuts, space) => {
        const text = JSON.stringify(values, null, space)
        expect(split(text, cuts)).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 }
    )
  })

  it.each(['', '{}', '[', '[1', '[1,', '["a]', '[1] x', 'x', '[[]', '[{"a":1}'])('is unreadable as %j', text => {
    expect(() => split(text)).toThrow(Unreadable)
  })

  it('whatever it is, ends with elements or as unreadable', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.nat()), (text, cuts) => {
        try {
          split(text, cuts)
        } catch (error) {
          if (!(error instanceof Unreadable || error instanceof SyntaxError)) throw error
        }
      }),
      { numRuns: 500 }
    )
  })

  it('may not hold an element of more than 8 MB', () => {
    expect(() => split(`["${'x'.repeat(8_000_001)}"]`)).toThrow(/more than 8000000 bytes/)
  })
})
