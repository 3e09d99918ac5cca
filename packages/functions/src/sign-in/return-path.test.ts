import { describe, expect, it } from 'vitest'
import { returnPath } from './return-path.ts'

describe('after signing in', () => {
  it.each(['/', '/client/ab?zone=x', '/registerClient/ab?signature=1&label=a%20b%2F%2Fc'])(
    'one comes back to %s',
    path => {
      expect(returnPath(path)).toBe(path)
    }
  )

  it.each([
    undefined,
    '',
    'client',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/a\\..\\..\\evil',
    'https://evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
    ' /a',
    '/a b',
    '/..//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/ä',
    `/${'a'.repeat(7000)}`
  ])('one is not sent to %j', path => {
    expect(returnPath(path)).toBe('/')
  })
})
