import { expect, it } from 'vitest'
import { fits, inWords, type Line } from './in-words.ts'

const line: Line = {
  time: 1,
  type: 'findFile',
  clientId: 'ab'.repeat(32),
  login: null,
  hash: 'cd'.repeat(20),
  size: 5,
  found: true,
  success: null,
  error: null,
  about: null,
  label: null,
  elapsed: 3,
  userAgent: 'python-requests'
}

it('a file that is found is a link given out, one that is not is no failure', () => {
  expect(inWords(line)).toMatchObject({ what: 'Got a link to a file', severity: 'good' })
  expect(inWords({ ...line, found: false })).toMatchObject({ severity: 'plain' })
})

it('what came to nothing says why', () => {
  expect(inWords({ ...line, type: 'finalizeFileUpload', found: null, error: 'Other content.' })).toEqual({
    what: 'Upload came to nothing',
    severity: 'bad',
    why: 'Other content.'
  })
  expect(inWords({ ...line, type: 'deleteFile', found: null, success: false }).severity).toBe('bad')
})

it('a kind that nobody foresaw is shown by its name', () => {
  expect(inWords({ ...line, type: 'futureThing', found: null }).what).toBe('futureThing')
})

it('lines are found by who, by file and by what happened, in any case', () => {
  for (const text of ['', ' ', 'ABAB', 'cdcd', 'link', 'Requests']) expect(fits(line, text), text).toBe(true)
  expect(fits(line, 'nobody')).toBe(false)
})
