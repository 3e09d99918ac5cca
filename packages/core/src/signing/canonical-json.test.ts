import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CanonicalForm, canonicalJson } from './canonical-json.ts'
import { toValue } from './json-node.ts'
import { readJson } from './json-text.ts'

const canonical = (text: string, form: CanonicalForm) => canonicalJson(readJson(text), form)

const codePoints = (text: string) => Array.from(text, character => character.codePointAt(0) ?? 0)

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((code, n) => code !== b[n])
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1)
}

/** The two forms written anew, from plain values: slow, and sharing nothing with what is tested. */
function reference(value: unknown, form: CanonicalForm): string {
  if (Array.isArray(value)) return `[${value.map(item => reference(item, form)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value)
    if (form === 'javascript') keys.sort()
    else keys.sort((a, b) => compare(codePoints(a), codePoints(b)))
    return `{${keys.map(key => `${reference(key, form)}:${reference(Reflect.get(value, key), form)}`).join(',')}}`
  }
  const json = JSON.stringify(value)
  if (form === 'javascript') return json
  return json.replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Any JSON with well-formed strings of any planes; numbers as JSON.stringify writes them. */
const anyJson = fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 })

describe.each(['python', 'javascript'] as const)('the canonical text as %s clients write it', form => {
  it('is what an independent writer makes of the same value', () => {
    fc.assert(
      fc.property(anyJson, value => {
        const text = JSON.stringify(value)
        expect(canonical(text, form)).toBe(reference(JSON.parse(text), form))
      }),
      { numRuns: 500 }
    )
  })

  it('reads as the same value, and is its own canonical text', () => {
    fc.assert(
      fc.property(anyJson, fc.nat({ max: 3 }), (value, spaces) => {
        const text = canonical(JSON.stringify(value, undefined, spaces), form)
        expect(canonical(text, form)).toBe(text)
        expect(reference(toValue(readJson(text)), 'javascript')).toBe(canonical(JSON.stringify(value), 'javascript'))
      }),
      { numRuns: 300 }
    )
  })

  it('has numbers with the digits that were sent', () => {
    const text = '[5000.0,0.1,12345678901234567890,1E5,-0,1e-7,1.10]'
    expect(canonical(text.replaceAll(',', ' ,\n'), form)).toBe(text)
  })

  it('sorts keys at every depth and takes out all space', () => {
    expect(canonical(' { "b" : [ { "d" : null , "c" : true } ] , "a" : false } ', form)).toBe(
      '{"a":false,"b":[{"c":true,"d":null}]}'
    )
  })
})

describe('the two forms', () => {
  const text = String.raw`"\u007f\u0080é名😀\u0001\b\t\n\f\r\"\\\/\u2028"`

  it('differ in what they escape', () => {
    expect(canonical(text, 'python')).toBe(
      String.raw`"\u007f\u0080\u00e9\u540d\ud83d\ude00\u0001\b\t\n\f\r\"\\/\u2028"`
    )
    expect(canonical(text, 'javascript')).toBe(`"\u007f\u0080é名😀${String.raw`\u0001\b\t\n\f\r\"\\/`}\u2028"`)
  })

  it('differ in the order of keys beyond U+FFFF and keys from U+E000 on', () => {
    const object = '{"😀":1,"\ufffd":2,"\ue000":3,"a":4,"\ud7ff":5}'
    expect(canonical(object, 'javascript')).toBe('{"a":4,"\ud7ff":5,"😀":1,"\ue000":3,"\ufffd":2}')
    expect(canonical(object, 'python')).toBe(String.raw`{"a":4,"\ud7ff":5,"\ue000":3,"\ufffd":2,"\ud83d\ude00":1}`)
    // The first and the last of them begin and end with the outermost surrogates.
    for (const key of ['\u{10000}', '\u{10ffff}'])
      expect(canonical(`{"${key}":1,"\ue000":2}`, 'python')).toMatch(/^\{"\\ue000":2,"\\u[\da-f]{4}\\u[\da-f]{4}":1\}$/)
  })

  it('are one for printable ASCII', () => {
    const ascii = fc.string({ unit: 'grapheme-ascii' })
    fc.assert(
      fc.property(fc.dictionary(ascii, ascii), value => {
        const object = JSON.stringify(value)
        expect(canonical(object, 'javascript')).toBe(canonical(object, 'python'))
      })
    )
  })
})
