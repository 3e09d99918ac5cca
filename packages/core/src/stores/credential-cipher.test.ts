import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { credentialCipher } from './credential-cipher.ts'

const cipher = credentialCipher(Buffer.alloc(32, 1))

it('what was encrypted is read back, and never looks the same', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, place) => {
      const sealed = cipher.encrypt(text, place)
      expect(cipher.decrypt(sealed, place)).toBe(Buffer.from(text).toString())
      expect(cipher.encrypt(text, place)).not.toBe(sealed)
      if (text.length > 3) expect(sealed).not.toContain(text)
    })
  )
})

it('what was changed, cut, moved to another place or made with another key is not read', () => {
  const sealed = cipher.encrypt('{"secretAccessKey":"x"}', 'zone a')
  const bytes = Buffer.from(sealed.slice(3), 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    expect(() => cipher.decrypt(`v1.${changed.toString('base64url')}`, 'zone a')).toThrow()
  }
  for (const wrong of ['', 'v1.', 'v1.AAAA', sealed.slice(0, -4), sealed.slice(3), `v2.${sealed.slice(3)}`]) {
    expect(() => cipher.decrypt(wrong, 'zone a')).toThrow()
  }
  expect(() => cipher.decrypt(sealed, 'zone b')).toThrow()
  expect(() => credentialCipher(randomBytes(32)).decrypt(sealed, 'zone a')).toThrow()
  expect(() => credentialCipher(randomBytes(16))).toThrow()
})
