import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { describe, expect, it } from 'vitest'
import { sentBack, testSite } from '../../testing/test-site.ts'
import { returnPath } from './return-path.ts'

const login = UserLabel.parse('ann')

describe('a path that is too long', () => {
  const link = '/registerClient/ab?signature=12&zone=x'

  it('leaves its longest parameters out, so that what it is about stays', () => {
    expect(returnPath(`${link}&label=${'%C3%A4'.repeat(1000)}`)).toBe(link)
    expect(returnPath(`/a?b=${'x'.repeat(1500)}&c=${'y'.repeat(1400)}&d=1#${'z'.repeat(3000)}`)).toBe(
      `/a?c=${'y'.repeat(1400)}&d=1`
    )
    expect(returnPath(`/a?b=c${'&'.repeat(7000)}`)).toBe(`/a?b=c${'&'.repeat(19)}`)
  })

  it.each([2300, 2395, 2400, 2600, 5000, 20_000])(
    'of %d characters still signs in, in a cookie that browsers keep',
    async length => {
      for (const character of ['x', '"', '%']) {
        const site = testSite({
          provider: { begin: () => '/there', complete: async () => ({ accountId: '1', login }) }
        })
        const wanted = `${link}&label=${character.repeat(length)}`
        const begun = await site.ask(`GET /api/sign-in?${new URLSearchParams({ return: wanted })}`)
        const [cookie = ''] = begun.cookies
        expect(sentBack(cookie).length).toBeLessThanOrEqual(4_096)
        expect(sentBack(cookie).length).toBeGreaterThan(100)
      }
    }
  )
})

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
    `/${'a'.repeat(7000)}`,
    `/${'a'.repeat(2500)}?b=c`
  ])('one is not sent to %j', path => {
    expect(returnPath(path)).toBe('/')
  })
})
