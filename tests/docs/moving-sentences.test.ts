/** Each sentence of the list in docs/moving.md, and of the way back, has a test that does what it says. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const text = read('docs/moving.md')

const run = 'packages/operator/src/import/run.test.ts'
const archiver = 'packages/core/src/activity/other-archiver.test.ts'
const follow = 'packages/core/src/registered/follow-older-gateway.test.ts'
const back = [
  'tests/conformance/switch.test.ts',
  'and back after more registrations fails no request and loses nothing'
]
const begins = [archiver, 'it begins when the action is said to have stopped, and waits again where it had not']
const callback = [
  'tests/deployment/doctor.test.ts',
  'says whether GitHub takes the id and the secret, and which callback to enter'
]

/** What a sentence begins with: file, and name of a test in it. */
const tests: Record<string, readonly string[]> = {
  '`old-action`:': begins,
  'In its repository at GitHub:': [
    archiver,
    'a run of the action that was under way at that moment counts for nothing'
  ],
  'Log items wait in MongoDB': back,
  'Two gateways that archive': [archiver, 'the archiver waits, removes nothing, and says whose archive it saw'],
  '`last-archive`:': [run, 'ticks steps in their order alone, remembers them, and takes them back'],
  'Now it sets MONGO_URI,': [run, 'sets MONGO_URI only when the older action is said to have stopped'],
  '`deploy`:': [run, 'takes the older names, sets secrets and settings, brings over records and ends with the list'],
  '`sign-in`:': callback,
  'From this minute people sign in here,': [
    'packages/functions/src/sign-in/github.test.ts',
    'stores the numeric id beside the login, and no token'
  ],
  '`address`:': ['tests/docs/moving.test.ts', 'a client that knows the old address alone uploads, finds and loads'],
  'This is the switch.': back,
  '`doctor`:': [
    'tests/deployment/doctor.test.ts',
    'finds the parts of the stage well, each in a line of plain ASCII, and tells no credentials'
  ],
  '`old-project`:': [
    'packages/core/src/registered/write-back.test.ts',
    'without writeBack nothing is written but by the older gateway'
  ],
  'The project with the one file stays,': ['tests/docs/moving.test.ts', 'leads from the page %s to the same page here'],
  'In Vercel’s dashboard,': back,
  'Clients are at the older gateway': back,
  'Give the OAuth app its former homepage': callback,
  'Take MONGO_URI from this gateway first,': [
    'tests/deployment/operator.test.ts',
    'takes a real address of a database, removes it, and says where there was none'
  ],
  'Say that the step is undone,': [
    follow,
    'once its address leads here, nothing that is gone from the bucket is gone here'
  ]
}

/** Of a section's numbered list, without its commands. */
function sentencesOf(heading: string): string[] {
  const [, part = ''] = new RegExp(`^## ${heading}\n(.*?)^## `, 'ms').exec(text) ?? []
  const items = part
    .replace(/^ *```bash\n.*?^ *```$/gms, '')
    .split(/^\d\. /m)
    .slice(1)
  return items.flatMap(item =>
    (item.split('\n\n')[0] ?? '')
      .replace(/\s+/g, ' ')
      .trim()
      .split(/(?<=\.) (?=[A-Z])/)
  )
}

const sentences = [...sentencesOf('The switch'), ...sentencesOf('Going back')].map(one => one.replaceAll("'", '’'))

it.each(sentences)('%s', sentence => {
  const [, [file = '', name = ''] = []] = Object.entries(tests).find(([begin]) => sentence.startsWith(begin)) ?? []
  expect(file, 'a test of this sentence').not.toBe('')
  expect(read(file)).toContain(name)
})

it('no test is named for a sentence that is gone', () => {
  expect(sentences.length).toBeGreaterThan(15)
  for (const begin of Object.keys(tests))
    expect(
      sentences.some(one => one.startsWith(begin)),
      begin
    ).toBe(true)
})
