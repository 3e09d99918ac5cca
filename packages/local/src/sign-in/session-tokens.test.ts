import { randomBytes } from 'node:crypto'
import { UserLabel } from '@kachery-gateway/core/users/user-label.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LocalIdentityProvider } from './local-identity-provider.ts'
import { sessionLife, sessionTokens } from './session-tokens.ts'
import { readUserName } from './user-name.ts'

const now = Date.UTC(2026, 0, 1)
const ada = UserLabel.parse('Ada')
const tokens = sessionTokens(Buffer.alloc(32, 1))

describe('a session token', () => {
  it('says whose it is for 12 hours', () => {
    const token = tokens.issue(ada, now)
    expect(tokens.read(token, now)).toBe('Ada')
    expect(tokens.read(token, now + 12 * 3600 * 1000 - 1)).toBe('Ada')
    expect(tokens.read(token, now + 12 * 3600 * 1000)).toBeUndefined()
  })

  it('of another key, name or time is worth nothing', () => {
    const [name = '', expiry = '', mac = ''] = tokens.issue(ada, now).split('~')
    const later = (now + 2 * sessionLife).toString(36)
    const forged = [
      sessionTokens(randomBytes(32)).issue(ada, now),
      `bob~${expiry}~${mac}`,
      `ada~${expiry}~${mac}`,
      `${name}~${later}~${mac}`,
      `${name}~${expiry}~`,
      `${name}~${expiry}~${'A'.repeat(43)}`,
      `${name}~${expiry}~${mac}=`,
      `${name}~${expiry}~${mac.slice(0, 42)}`,
      `${name}~${expiry}`,
      `${name}~${expiry}~${mac}~`,
      ''
    ]
    for (const token of forged) expect(tokens.read(token, now), token).toBeUndefined()
  })

  it('changed anywhere is worth nothing', () => {
    const token = tokens.issue(ada, now)
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.string({ minLength: 0, maxLength: 2 }), (at, piece) => {
        const changed = token.slice(0, at) + piece + token.slice(at + 1)
        // The last base64 digit has two bits that say nothing.
        fc.pre(changed !== token && at < token.length - 1)
        expect(tokens.read(changed, now)).toBeUndefined()
      })
    )
  })
})

describe('the local identity provider', () => {
  const provider = new LocalIdentityProvider(tokens, () => now)

  it('believes a token under its own name only', async () => {
    const token = tokens.issue(ada, now)
    expect(await provider.identify('Ada', token)).toEqual({ accountId: 'local:ada', login: 'Ada' })
    expect(await provider.identify('bob', token)).toBeUndefined()
    expect(await provider.identify('Ada', 'no token')).toBeUndefined()
  })
})

describe('a name', () => {
  it('has 1 to 39 letters, digits, hyphens, underscores and dots', () => {
    for (const name of ['a', 'Ada.L-1_2', 'x'.repeat(39), '007']) expect(readUserName(` ${name} `)).toBe(name)
  })

  it.each([
    ['', 'Enter a name'],
    ['x'.repeat(40), 'at most 39 characters; this one has 40'],
    ['Ada Lovelace', 'no spaces'],
    ['Zoë', 'letters without accents'],
    ['a~b', 'only letters'],
    ['<script>', 'only letters'],
    ['..', 'begins with a letter or a digit'],
    ['a\nb', 'only letters']
  ])('%j is refused with a reason', (name, reason) => {
    expect(() => readUserName(name)).toThrow(reason)
  })
})
