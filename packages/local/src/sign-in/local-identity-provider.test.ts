import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { signInContract } from '@kachery-gateway/functions/sign-in/sign-in.contract.ts'
import { describe, expect, it } from 'vitest'
import { localSite } from '../../../client/src/register-locally.ts'
import { startTestGateway } from '../../testing/test-local-gateway.ts'
import { readUserName } from './user-name.ts'

signInContract('by name, on one machine', async () => {
  const { url } = await startTestGateway()
  const send = (method: string, path: string, cookies: readonly string[]) =>
    fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(method === 'GET' ? {} : { origin: url }),
        ...(cookies.length > 0 ? { cookie: cookies.join('; ') } : {})
      }
    })
  return {
    async ask(method, path, cookies = []) {
      const answer = await send(method, path, cookies)
      const json: unknown = await answer.json().catch(() => ({}))
      return {
        status: answer.status,
        location: answer.headers.get('location') ?? undefined,
        setCookies: answer.headers.getSetCookie(),
        json: typeof json === 'object' && json !== null ? { ...json } : {},
        headers: Object.fromEntries(answer.headers)
      }
    },
    consent: localSite(url).consent
  }
})

describe('a name', () => {
  it('has 1 to 39 letters, digits, hyphens, underscores and dots', () => {
    for (const name of ['a', 'Ada.L-1_2', 'x'.repeat(39), '007']) expect(readUserName(` ${name} `)).toBe(name)
  })

  it('means the same person however it is cased', async () => {
    const { gateway } = await startTestGateway()
    const { site, identityProvider } = gateway
    const { endSession, signInAccount } = await import('@kachery-gateway/core/users/account.ts')
    const { accountOfSession, beginSession } = await import('@kachery-gateway/functions/sign-in/sessions.ts')
    const parts = await site?.()
    if (parts === undefined) throw new Error('no site')
    const { account } = await signInAccount(gateway, { accountId: 'local:ada', login: UserLabel.parse('Ada') })
    const cookie = await beginSession(gateway, parts, 'local:ada', account.generation)
    const token = /=([^;]*)/.exec(cookie)?.[1] ?? ''
    expect(await identityProvider?.identify(UserLabel.parse('ADA'), token)).toMatchObject({ accountId: 'local:ada' })
    expect(await identityProvider?.identify(UserLabel.parse('bob'), token)).toBeUndefined()
    expect(await identityProvider?.identify(UserLabel.parse('ada'), 'no token')).toBeUndefined()
    // A session that was signed out is no token either.
    const session = await accountOfSession(gateway, parts, token)
    await endSession(gateway, 'local:ada', session?.session ?? { id: '', until: 0 })
    expect(await identityProvider?.identify(UserLabel.parse('ada'), token)).toBeUndefined()
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
