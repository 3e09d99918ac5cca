/** Each kind of secret, in each form, at each place: it is found, and its value is not repeated. */
import { describe, expect, it } from 'vitest'
import { nameOf, type Place } from './places.ts'
import type { Kind } from './secret.ts'
import { Watch } from './watch.ts'

const hex = '5f3a9c0e71d2b8446ea1c7'.repeat(3).slice(0, 64)
const secrets: [Kind, string | Buffer][] = [
  ['storage key', 'wJalrXUtnFEMI/K7MDENG+bPxRfi"CY='],
  ['AWS session token', 'FwoGZXIvYXdzEJr//////////wEaDK='],
  ['origin secret', 'origin-secret-value-0123456789'],
  ['gateway key', Buffer.from(hex, 'hex')],
  ['database password', 'p@ss: word/with%all\\of "it"'],
  ['GitHub client secret', 'ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12'],
  ['GitHub token', `gho_${'a1B2c3'.repeat(6)}`],
  ['OAuth code', 'c0de-c0de-c0de'],
  ['OAuth state', '0123456789abcdef'],
  ['PKCE verifier', 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'],
  ['reCAPTCHA secret', '6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe'],
  ['reCAPTCHA token', '03AFcWeA5dCJ-Zk'],
  ['session', `eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..${'n'.repeat(16)}.cipher-text.${'t'.repeat(22)}`],
  ['API key', `kachery_${hex}`],
  ['client private key', Buffer.from(hex, 'hex').reverse()],
  ['work token', '0000000000000a7f'],
  ['presigned URL', hex]
]

const inUrl = (text: string) => encodeURIComponent(text)
const forms: Record<string, (secret: Buffer) => string | Uint8Array> = {
  'as it is': secret => secret,
  'within bytes': secret => Buffer.concat([Buffer.from([0, 255, 128]), secret, Buffer.from([200, 0])]),
  'as JSON': secret => JSON.stringify({ a: printable(secret) }),
  'as JSON within JSON': secret => JSON.stringify({ a: JSON.stringify({ b: printable(secret) }) }),
  'in a URL': secret => `https://gateway.test/?a=${inUrl(printable(secret))}&b`,
  'in a URL, escaped in lower case': secret =>
    `?a=${inUrl(printable(secret)).replace(/%../g, code => code.toLowerCase())}`,
  'in a form': secret => String(new URLSearchParams({ a: printable(secret) })),
  'as hex': secret => `x${secret.toString('hex')}x`,
  'as HEX': secret => secret.toString('hex').toUpperCase(),
  'as base64': secret => secret.toString('base64'),
  'as base64url': secret => secret.toString('base64url'),
  'within base64, one byte before it': secret =>
    Buffer.from(`1${secret.toString('latin1')}23`, 'latin1').toString('base64'),
  'within base64url, two bytes before it': secret =>
    Buffer.from(`12${secret.toString('latin1')}3`, 'latin1').toString('base64url'),
  'as a user’s password by Basic': secret => Buffer.concat([Buffer.from('user:'), secret]).toString('base64')
}
/** Bytes that are no text are written as hex. */
const printable = (secret: Buffer) =>
  Buffer.from(secret.toString('utf8')).equals(secret) ? secret.toString('utf8') : secret.toString('hex')

const places: Place[] = [
  { in: 'answer', of: 'GET /api/zones', part: 'body' },
  { in: 'answer', of: 'GET /api/zones', part: 'x-note' },
  { in: 'log', of: 'the gateway' },
  { in: 'stored', of: 'record zone lab' },
  { in: 'stored', of: 'log item' }
]

describe.each(secrets)('a %s', (kind, secret) => {
  it.each(Object.entries(forms))('%s is found wherever it is', (_, written) => {
    for (const place of places) {
      const watch = new Watch()
      watch.see(place, written(Buffer.from(secret)))
      // It may be known only later.
      watch.know(kind, secret)
      const leaks = watch.leaks()
      expect(leaks[0]).toContain(`${kind} in ${nameOf(place)}, `)
      expect(leaks.join()).not.toContain(printable(Buffer.from(secret)))
    }
  })

  it('is found where it comes in pieces', () => {
    const watch = new Watch()
    watch.know(kind, secret)
    const say = watch.stream({ in: 'log', of: 'main.ts' })
    for (const byte of Buffer.from(secret)) say(Buffer.from([byte]))
    expect(watch.leaks()).toEqual([`${kind} in the log of main.ts, at its beginning`])
  })

  it('is not found where another one is', () => {
    const watch = new Watch()
    watch.know(kind, secret)
    watch.see({ in: 'log', of: 'the gateway' }, Buffer.from(secret).subarray(1))
    watch.see({ in: 'log', of: 'the gateway' }, 'a line of the log that says nothing secret')
    const shaped = watch.leaks().filter(leak => !leak.startsWith('presigned'))
    expect(shaped).toEqual([])
  })
})
