import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LineCounter, parseDocument } from 'yaml'
import { inSlices } from '../time-slice.ts'
import { readingYaml, readYaml } from './yaml-text.ts'

const value = fc.constantFrom(
  ...[
    'true',
    'no',
    '1',
    '""',
    '"a: \\u0041"',
    "'it''s'",
    'a b #c',
    '# c',
    '- x',
    '[1, {a: 2}]',
    '{a: , b}',
    '[',
    '}',
    '@'
  ],
  ...[
    '|\n   one\n\n   two',
    '>-\n   one\n   two',
    '"one\n   two"',
    'one\n   two',
    '&a x',
    '*a',
    '!!str 1',
    '!none 1',
    '\t1'
  ]
)
const line = fc.oneof(
  fc
    .record({
      start: fc.constantFrom('', '- ', '  ', '  - ', '    ', '? '),
      key: fc.constantFrom('a', 'b', '"c"', 'allowPublicUpload', 'authorizedUsers', 'userId', '1', '[d]'),
      value: fc.option(value)
    })
    .map(({ start, key, value }) => `${start}${key}:${value === null ? '' : ` ${value}`}`),
  value.map(item => `  - ${item}`),
  fc.constantFrom('', '# comment', '  # comment', '---', '...', '%YAML 1.2', '%a', '\t', ' ')
)
const text = fc
  .record({ lines: fc.array(line, { maxLength: 8 }), end: fc.constantFrom('\n', '\r\n'), last: fc.boolean() })
  .map(({ lines, end, last }) => lines.join('\n').replaceAll('\n', end) + (last ? end : ''))

it('reads in slices what the library reads at once: the same value, or a mistake where it finds one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, fc.string()), async text => {
      const read = await inSlices(readingYaml(text, { words: 40_000, aliasedWords: 400_000 }))
      expect(JSON.stringify(readYaml(text))).toBe(JSON.stringify(read))
      const lineCounter = new LineCounter()
      const document = parseDocument(text, { lineCounter, prettyErrors: false, stringKeys: true })
      const lines = document.errors.map(({ pos }) => lineCounter.linePos(pos[0]).line)
      // The library looks at nothing behind the first document.
      const has = (sought: string) => document.errors.some(({ code }) => code === sought)
      if (has('MULTIPLE_DOCS')) expect(read.ok).toBe(false)
      else if (!read.ok && lines.length > 0) {
        for (const { line, reason } of read.mistakes) {
          // Ours is the line of the key; the library's is that of what holds it.
          if (reason === 'a key is given twice') expect(has('DUPLICATE_KEY')).toBe(true)
          else expect(lines).toContain(line)
        }
      } else if (!read.ok) expect(() => document.toJS()).toThrow()
      else {
        expect(lines).toEqual([])
        expect(read.value).toEqual(document.toJS())
        expect(String(read.document)).toBe(String(document))
      }
    }),
    { numRuns: 3000 }
  )
})

it.each([
  ['words and signs', 'a: [1, 2, 3, 4]', { words: 10, aliasedWords: 100 }, 'line 1: it holds more than 10 words'],
  [
    'lines that begin with %',
    '%\n'.repeat(200),
    { words: 1_000, aliasedWords: 30 },
    'line 101: a line beginning with % is no directive'
  ],
  ['aliases', 'a: &a 1\nb: [*a, *a, *a]', { words: 100, aliasedWords: 30 }, 'line 1: it holds too many aliases'],
  ['brackets', `a:\n  ${'['.repeat(101)}${']'.repeat(101)}`, undefined, 'line 2: it is nested too deep'],
  ['documents', 'a: 1\n---\nb: 2', undefined, 'line 2: it holds more than one document']
])('too many %s are refused', (_, text, limits, sentence) => {
  const steps = readingYaml(text, limits)
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  const { value } = step
  const told = value.ok ? '' : value.mistakes.map(({ line, reason }) => `line ${line}: ${reason}`).join('\n')
  expect(told).toContain(sentence)
})
