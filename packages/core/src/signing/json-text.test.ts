import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GatewayError } from '../errors.ts'
import { member, toValue } from './json-node.ts'
import { readJson } from './json-text.ts'

/** Why a text is refused; undefined where it is read. Anything but that refusal fails the test. */
function refusal(text: string, depth?: number): string | undefined {
  try {
    readJson(text, depth)
    return undefined
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    expect(error.code).toBe('request.not_json')
    expect(error.message).toMatch(/^[ -~…]{1,200}$/)
    return error.message
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('what is read', () => {
  it('is what JSON.parse reads, for any JSON, however it is spaced', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom('', ' ', '\t', '\n'), (value, space) => {
        const text = JSON.stringify(value, undefined, space)
        expect(JSON.stringify(toValue(readJson(text)))).toBe(JSON.stringify(JSON.parse(text)))
      }),
      { numRuns: 500 }
    )
  })

  it('keeps every digit of a number', () => {
    const numbers = ['5000.0', '0.1', '12345678901234567890', '1E5', '-0', '1e-7', '-0.0', '1e+21', '0', '1e308']
    for (const lexeme of numbers) expect(readJson(` ${lexeme} `)).toEqual({ kind: 'number', lexeme })
    expect(toValue(readJson('-0'))).toBe(-0)
    expect(toValue(readJson('12345678901234567890'))).toBe(12345678901234567000)
  })

  it('keeps members in the order in which they were sent', () => {
    const node = readJson('{"b":1,"10":2,"a":3,"2":4}')
    expect(node.kind === 'object' && node.entries.map(entry => entry.key)).toEqual(['b', '10', 'a', '2'])
  })

  it('resolves every escape', () => {
    const text = String.raw`"\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00\u0000é😀"`
    expect(readJson(text)).toEqual({ kind: 'string', value: '"\\/\b\f\n\r\té😀\u0000é😀' })
  })

  it('knows no special keys: __proto__ is a member like any other, and nothing is inherited', () => {
    const value = toValue(readJson('{"__proto__":{"polluted":1},"constructor":2}'))
    expect(Object.getPrototypeOf(value)).toBeNull()
    expect(Object.keys(Object(value))).toEqual(['__proto__', 'constructor'])
    expect(Reflect.get(Object(value), 'polluted')).toBeUndefined()
    expect(member(readJson('{"a":1}'), 'toString')).toBeUndefined()
    expect(member(readJson('[1]'), '0')).toBeUndefined()
    expect(member(readJson('{"":true}'), '')).toEqual({ kind: 'boolean', value: true })
  })

  it('does not keep the text alive through a string cut from it', () => {
    setFlagsFromString('--expose-gc')
    const gc: unknown = runInNewContext('gc')
    const used = () => {
      if (typeof gc === 'function') gc()
      return process.memoryUsage().heapUsed
    }
    const padding = ' '.repeat(64_000)
    const before = used()
    const kept = Array.from({ length: 500 }, (_, n) => {
      // Through a buffer, as bodies come: a fresh flat string each.
      const text = Buffer.from(`["${String(n).padStart(64, '0')}"]${padding}`).toString()
      return toValue(readJson(text))
    })
    expect(used() - before).toBeLessThan(5_000_000)
    expect(kept).toHaveLength(500)
  })
})

describe('what is refused', () => {
  it.each([
    ['', 'a value is missing'],
    ['\ufeff{}', 'byte order mark'],
    ['{"a":1,}', 'a key in double quotes is missing, at line 1, column 8'],
    ['[1,]', 'a value is missing or is no JSON, at line 1, column 4'],
    ['[1,\n  x]', 'at line 2, column 3'],
    ['{a:1}', 'a key in double quotes is missing'],
    ["{'a':1}", 'a key in double quotes is missing'],
    ['{"a" 1}', 'a colon is missing'],
    ['{"a":1 "b":2}', 'a comma or the end of the object is missing'],
    ['[1 2]', 'a comma or the end of the array is missing'],
    ['{"a":', 'a value is missing'],
    ['NaN', 'a value is missing'],
    ['-Infinity', 'lacks its digits'],
    ['nul', 'no JSON'],
    ['nulll', 'more text follows'],
    ['{} {}', 'more text follows'],
    ['01', 'more text follows'],
    ['1.', 'more text follows'],
    ['.5', 'no JSON'],
    ['+1', 'no JSON'],
    ['1e', 'more text follows'],
    ['0x10', 'more text follows'],
    ['"a', 'a string has no end'],
    ['"a\\', 'a string has no end'],
    ['"a\nb"', 'control character'],
    ['"\\x41"', 'escape that JSON does not know'],
    ['"\\u12"', 'escape that JSON does not know'],
    ['"\\\n"', 'escape that JSON does not know'],
    ['\u00a0{}', 'no JSON'],
    ['// no comments\n1', 'no JSON']
  ])('%j, which RFC 8259 does not allow', (text, reason) => {
    expect(parses(text)).toBe(false)
    expect(refusal(text)).toContain(reason)
  })

  it('a key given twice in one object, however it is spelled, with the key in the sentence', () => {
    expect(refusal('{"zone":"a","zon\\u0065":"b"}')).toContain(
      'the key "zone" is given twice in one object, at line 1, column 13'
    )
    expect(refusal('{"a":{"x":1},"b":{"x":2}}')).toBeUndefined()
    const many = Array.from({ length: 100 }, (_, n) => `"k${n}":0`)
    expect(refusal(`{${many.join()}}`)).toBeUndefined()
    for (const n of [0, 15, 16, 17, 18, 99]) expect(refusal(`{${many.join()},"k${n}":1}`)).toContain(`"k${n}" is given`)
    expect(refusal(`{"é\\u0007${'x'.repeat(9000)}":1,"é\\u0007${'x'.repeat(9000)}":1}`)).toContain(
      'xxx…" is given twice'
    )
  })

  it('a control character in a string without an escape, each of the 32', () => {
    for (let code = 0; code < 0x20; code++) {
      expect(refusal(`["${String.fromCharCode(code)}"]`)).toContain('control character')
    }
    expect(refusal('["\u007f\u0080"]')).toBeUndefined()
  })

  it('half a surrogate pair, raw or escaped, in strings and keys', () => {
    for (const half of ['\ud83d', '\ude00', '\\ud83d', '\\ude00', '\\ude00\\ud83d', '\\ud83d😀', '\\ud83dx']) {
      expect(refusal(`["${half}"]`)).toContain('half a surrogate pair')
      expect(refusal(`{"a${half}":1}`)).toContain('half a surrogate pair')
    }
  })

  it('numbers that no double holds, and overlong ones', () => {
    for (const text of ['1e400', '-1e400', `1${'0'.repeat(309)}`]) expect(refusal(text)).toContain('too large')
    expect(refusal(`0.${'1'.repeat(398)}`)).toBeUndefined()
    expect(refusal(`0.${'1'.repeat(399)}`)).toContain('more than 400 characters')
  })

  it('nesting deeper than the limit', () => {
    expect(refusal('['.repeat(32) + ']'.repeat(32))).toBeUndefined()
    expect(refusal('['.repeat(33) + ']'.repeat(33))).toContain('nested deeper than 32')
    expect(refusal('{"a":[{"b":1}]}', 2)).toContain('nested deeper than 2')
  })

  it('costs time in proportion to the text at most, whatever the text', () => {
    const hostile = [
      '['.repeat(100_000),
      '{"a":'.repeat(100_000),
      `"${'\\u0041'.repeat(200_000)}`,
      `"${'\\"'.repeat(500_000)}`,
      '9'.repeat(1_000_000),
      `{${Array.from({ length: 50_000 }, (_, n) => `"key${n}":${n}`).join()},"key0":0}`,
      `[${'"",'.repeat(300_000)}`,
      `${'\n'.repeat(1_000_000)}x`
    ]
    for (const text of hostile) {
      const began = performance.now()
      expect(refusal(text)).toBeDefined()
      expect(performance.now() - began).toBeLessThan(1000)
    }
  })

  it('for a text changed at random is this one refusal, and never of what JSON.parse reads without a stated reason', () => {
    const change = fc.record({
      at: fc.nat(),
      cut: fc.nat({ max: 3 }),
      put: fc.oneof(
        fc.constantFrom(...'{}[]",:\\-+.0eEu \n\u0000', '\ud83d', '\\u', '1e999'),
        fc.string({ maxLength: 2 })
      )
    })
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.array(change, { maxLength: 3 }), (json, changes) => {
        let text = json
        for (const { at, cut, put } of changes) {
          const place = at % (text.length + 1)
          text = text.slice(0, place) + put + text.slice(place + cut)
        }
        const reason = refusal(text)
        if (reason === undefined) {
          expect(JSON.stringify(toValue(readJson(text)))).toBe(JSON.stringify(JSON.parse(text)))
        } else if (parses(text)) expect(reason).toMatch(/given twice|half a surrogate pair|too large/)
      }),
      { numRuns: 3000 }
    )
  })
})
