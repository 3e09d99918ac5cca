import { expect, it } from 'vitest'
import * as z from 'zod'
import { sealedTokens } from './sealed-tokens.ts'

const [old, fresh] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
const now = Date.UTC(2026, 0, 1)
const Facts = z.object({ id: z.string() })

it('what was sealed with the key before is opened until that key ends, and sealed with the new one alone', async () => {
  const rotated = sealedTokens(fresh, { key: old, until: now + 1000 })
  const [before, after] = await Promise.all(
    [sealedTokens(old), rotated].map(tokens => tokens.seal('session', { id: 'a' }, 60_000, now))
  )
  expect(await rotated.open('session', before ?? '', Facts, now)).toEqual({ id: 'a' })
  expect(await rotated.open('session', before ?? '', Facts, now + 1000)).toBeUndefined()
  expect(await rotated.open('sign-in', before ?? '', Facts, now)).toBeUndefined()
  expect(await sealedTokens(fresh).open('session', after ?? '', Facts, now)).toEqual({ id: 'a' })
  expect(await sealedTokens(old).open('session', after ?? '', Facts, now)).toBeUndefined()
})

it('a key of another length is none', () => {
  expect(() => sealedTokens(fresh, { key: new Uint8Array(31), until: now })).toThrow('has 32 bytes')
})
