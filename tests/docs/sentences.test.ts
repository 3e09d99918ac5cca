/** Rules for every sentence that people read; `npm run sentences` prints them all. */
import { expect, it } from 'vitest'
import { allSentences, sentencesOf } from '../../scripts/sentences.ts'

const sentences = allSentences()
/** Words; usage texts and files that the gateway writes for people are lists, not sentences. */
const longest = 34
const isList = (text: string) => / --\w|# /.test(text)

/** What reads as a riddle, and what is said instead. */
const not: readonly (readonly [RegExp, string])[] = [
  [/\bmay not\b/, 'can’t'],
  [/\banew\b/, 'again'],
  [/\bshall\b/, 'will'],
  [/\bwhom\b/, 'a sentence of its own'],
  [/\b(he|she|you|me|it) neither\b/, 'including you'],
  [/\(any more\)/, 'has ended'],
  [/\bcame to nothing\b/, 'failed'],
  [/\b(cannot|can’t|could not) be shown\b/, 'Couldn’t load …'],
  [/^(The|Whether) .* is unknown\.?$/, 'Couldn’t check …'],
  [/\b(goes|go) on (in|where|working)\b/, 'continues, keeps working'],
  [/\bhand(ed|s)? (over|out)\b/, 'transfer, issue'],
  [/\blooked at (yet|\d|an? )/, 'checked']
]

it('finds them in texts, templates and elements, and no code', () => {
  const source =
    'const a = `Zone $%s is full. Ask its owner.`; const b = <p>You are <b>{name}</b>, {"who"} can sign in.</p>; const c = "zone.is_full"'.replace(
      '%s',
      '{zone}'
    )
  expect(sentencesOf('a.tsx', source).map(({ text }) => text)).toEqual([
    'Zone {…} is full.',
    'Ask its owner.',
    'You are {…}, who can sign in.'
  ])
  expect(sentences.length).toBeGreaterThan(1000)
})

it('13.24: none is too long to read once', () => {
  const long = sentences.filter(({ text }) => !isList(text) && text.split(' ').length > longest)
  expect(long).toEqual([])
})

it.each(not)('none says %s', pattern => {
  expect(sentences.filter(({ text }) => pattern.test(text))).toEqual([])
})
