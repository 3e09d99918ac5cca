import { expect, it } from 'vitest'
import { agentText } from './agent-text.ts'
import { hashIn, inWords, type Line } from './in-words.ts'

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
  clientLabel: 'rig 2',
  clientOwner: 'ann',
  settings: null,
  elapsed: 3,
  userAgent: 'python-requests'
}

it('a file that is found is a link given out, one that is not is no failure', () => {
  expect(inWords(line)).toMatchObject({ what: 'Downloaded a file (link issued)', icon: 'download', severity: 'good' })
  expect(inWords({ ...line, found: false })).toMatchObject({ severity: 'plain' })
})

it('what came to nothing says why', () => {
  expect(inWords({ ...line, type: 'finalizeFileUpload', found: null, error: 'Other content.' })).toEqual({
    what: 'Upload failed',
    icon: 'upload',
    severity: 'bad',
    why: 'Other content.'
  })
  expect(inWords({ ...line, type: 'deleteFile', found: null, success: false }).severity).toBe('bad')
})

it('a kind that nobody foresaw is shown by its name', () => {
  expect(inWords({ ...line, type: 'futureThing', found: null }).what).toBe('futureThing')
})

it('issue 13, number 16: a pasted URI is looked for by its hash', () => {
  const hash = 'cd'.repeat(20)
  for (const uri of [`sha1://${hash}/a.nwb`, `SHA1://${hash}`, `kachery:lab.x:sha1:${hash}:label`])
    expect(hashIn(uri), uri).toBe(hash)
  for (const text of ['sha1://cd', hash, `sha1://${hash}0`, 'kachery:lab']) expect(hashIn(text), text).toBeUndefined()
})

it.each([
  ['python-requests/2.31', 'Python'],
  ['kachery-cloud/0.4.10', 'Python'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36', 'Chrome'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox'],
  ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari'],
  ['labtool/2 (x)', 'labtool']
])('issue 13, number 16: %s is %s', (agent, word) => {
  expect(agentText(agent)).toBe(word)
})
