/** What may be where: known by its shape alone, allowed at its own place, and looked for at every other. */
import { expect, it } from 'vitest'
import type { Place } from './places.ts'
import { Watch } from './watch.ts'

const hex = '0f'.repeat(32)
const token = `eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..${'n'.repeat(16)}.cipher-text.${'t'.repeat(22)}`
const answer = (of: string, part = 'body'): Place => ({ in: 'answer', of, part })

const own: [what: string, text: string, at: Place][] = [
  ['an API key', `{"apiKey":"kachery_${hex}"}`, answer('POST /api/me/api-keys')],
  ['a session', `kachery_session_1=${token}; Path=/`, answer('GET /github/auth', 'set-cookie')],
  ['a presigned URL', `{"url":"https://b.test/k?X-Amz-Signature=${hex}"}`, answer('POST /api/gateway')],
  ['a presigned URL in memory', '{"url":"memory://b/k?method=GET&seconds=60"}', answer('POST /api/findFile')]
]
const elsewhere: Place[] = [
  answer('GET /api/me'),
  answer('POST /api/gateway', 'location'),
  { in: 'log', of: 'the gateway' },
  { in: 'stored', of: 'log item' }
]

it.each(own)('%s is right in its own answer alone', (_, text, at) => {
  const watch = new Watch()
  watch.see(at, text)
  expect(watch.leaks()).toEqual([])
  for (const place of elsewhere) watch.see(place, text)
  expect(watch.leaks()).toHaveLength(elsewhere.length)
})

it.each(own)('%s, once it was given out, is found in other forms', (_, text, at) => {
  const watch = new Watch()
  watch.see(at, text)
  watch.see({ in: 'stored', of: 'log item' }, Buffer.from(text).toString('base64'))
  expect(watch.leaks()).toHaveLength(1)
})

it('a private key is found by its first line', () => {
  const watch = new Watch()
  watch.see({ in: 'log', of: 'the gateway' }, '-----BEGIN EC PRIVATE KEY-----\nabc')
  expect(watch.leaks()).toEqual(['client private key in the log of the gateway, at its beginning'])
})

it('what an older gateway left in a bucket may hold what it holds; what is written to the registry may not', () => {
  const watch = new Watch()
  watch.know('GitHub token', 'a-token-of-long-ago')
  watch.see({ in: 'stored', of: 'object clients/ab' }, '{"token":"a-token-of-long-ago"}')
  expect(watch.leaks()).toEqual([])
  watch.see({ in: 'stored', of: 'record client default ab' }, '{"token":"a-token-of-long-ago"}')
  expect(watch.leaks()).toHaveLength(1)
})
