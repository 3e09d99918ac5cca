/**
 * What signing in promises, whoever says who people are: as tests that GitHub's sign-in and the one by name both pass.
 * They are told over HTTP requests, with a browser that keeps what it is given.
 */
import { describe, expect, it } from 'vitest'

/** An answer as a browser sees it. */
export interface SeenAnswer {
  status: number
  location: string | undefined
  setCookies: string[]
  json: Record<string, unknown>
  headers: Record<string, string>
}

export interface SignInUnderTest {
  /** `cookies`: as sent in the header `cookie`; writes come from the gateway's own page. */
  ask(method: 'GET' | 'POST', path: string, cookies?: readonly string[]): Promise<SeenAnswer>
  /** At the provider, where `ask` was sent to: says to be `login`; gives the path that one comes back under. */
  consent(location: string, login: string): Promise<string>
  /** ms */
  pass?(time: number): void
}

const cookieOf = (setCookie: string) => setCookie.split(';', 1)[0] ?? ''
const isSet = (setCookie: string) => !/Max-Age=0/.test(setCookie)

/** Begins, consents and comes back. */
async function signIn(site: SignInUnderTest, login: string, returnTo = '/account') {
  const begun = await site.ask('GET', `/api/sign-in?return=${encodeURIComponent(returnTo)}`)
  const state = begun.setCookies.map(cookieOf)
  const back = await site.consent(begun.location ?? '', login)
  const answer = await site.ask('GET', back, state)
  return { begun, state, back, answer, session: answer.setCookies.filter(isSet).map(cookieOf) }
}

const explainedAt = ({ headers }: SeenAnswer) => new URLSearchParams(headers.refresh?.split('?')[1])

const whoIs = async (site: SignInUnderTest, cookies: readonly string[]) => {
  const { me } = (await site.ask('GET', '/api/me', cookies)).json
  return typeof me === 'object' && me !== null && 'login' in me ? me.login : undefined
}

/** Issue 13, number 22: a refusal has its own status; browsers go on to the page that explains it. */
const expectExplained = (answer: SeenAnswer, problem: string) => {
  expect([answer.status, answer.location, answer.headers['x-error-code']]).toEqual([401, undefined, problem])
  expect(answer.headers.refresh).toMatch(/^0; url=\/sign-in\?/)
  expect(explainedAt(answer).get('problem')).toBe(problem)
  expect(answer.setCookies.filter(isSet)).toEqual([])
}

export function signInContract(name: string, open: () => Promise<SignInUnderTest>): void {
  describe(`sign-in contract: ${name}`, () => {
    it('leads there and back to where one was, signed in', async () => {
      const site = await open()
      const { begun, answer, session } = await signIn(site, 'ann', '/zone/lab?tab=clients')
      expect(begun.status).toBe(303)
      expect([answer.status, answer.location]).toEqual([303, '/zone/lab?tab=clients'])
      expect(await whoIs(site, session)).toBe('ann')
      expect(await whoIs(site, [])).toBeUndefined()
    })

    it('keeps what belongs to it, and the session, from scripts and from other sites, for stated times', async () => {
      const { begun, answer } = await signIn(await open(), 'ann')
      const [state = '', session = ''] = [begun.setCookies[0], answer.setCookies.filter(isSet)[0]]
      for (const cookie of [state, session]) {
        expect(cookie).toContain('; HttpOnly')
        expect(cookie).toContain('; SameSite=Lax')
        expect(cookie).toContain('; Path=/')
        expect(cookie).not.toMatch(/Domain=/i)
      }
      expect(state).toContain('Max-Age=600')
      expect(session).toContain('Max-Age=43200')
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    })

    it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/a\\b', 'javascript:alert(1)', '/ä'])(
      'never leads out of the gateway: return=%s',
      async wanted => {
        const { answer } = await signIn(await open(), 'ann', wanted)
        expect(answer.location).toBe('/')
      }
    )

    it('does not count without the cookie of the browser that began it, nor with another one’s', async () => {
      const site = await open()
      const mine = await signIn(site, 'ann')
      expectExplained(await site.ask('GET', mine.back), 'sign_in.expired')
      const other = await site.ask('GET', '/api/sign-in')
      expectExplained(await site.ask('GET', mine.back, other.setCookies.map(cookieOf)), 'sign_in.expired')
    })

    it.each([
      ['missing', (back: string) => back.replace(/state=[^&]*/, '')],
      ['another', (back: string) => back.replace(/state=[^&]*/, `state=${'5ca1ab1e'.repeat(4)}`)]
    ])('does not count where its state is %s', async (_, changed) => {
      const site = await open()
      const begun = await site.ask('GET', '/api/sign-in')
      const back = await site.consent(begun.location ?? '', 'ann')
      expectExplained(await site.ask('GET', changed(back), begun.setCookies.map(cookieOf)), 'sign_in.expired')
    })

    it('uses up what belongs to it, and its code is none of another sign-in’s', async () => {
      const site = await open()
      const { back, answer } = await signIn(site, 'ann')
      expect(answer.setCookies.filter(cookie => !isSet(cookie))).toHaveLength(1)
      const second = await site.ask('GET', '/api/sign-in')
      const fresh = await site.consent(second.location ?? '', 'eve')
      const code = new URLSearchParams(back.split('?')[1]).get('code') ?? ''
      const mixed = fresh.replace(/code=[^&]*/, `code=${encodeURIComponent(code)}`)
      expectExplained(await site.ask('GET', mixed, second.setCookies.map(cookieOf)), 'sign_in.expired')
    })

    it('that was refused is explained, and leads back all the same', async () => {
      const site = await open()
      const begun = await site.ask('GET', '/api/sign-in?return=/account')
      const back = await site.consent(begun.location ?? '', 'ann')
      const state = new URLSearchParams(back.split('?')[1]).get('state') ?? ''
      const refused = await site.ask(
        'GET',
        `/github/auth?error=access_denied&state=${state}`,
        begun.setCookies.map(cookieOf)
      )
      expectExplained(refused, 'sign_in.refused')
      expect(explainedAt(refused).get('return')).toBe('/account')
    })

    it('makes a new session each time, whatever cookie one came with', async () => {
      const site = await open()
      const planted = (await signIn(site, 'eve')).session
      const begun = await site.ask('GET', '/api/sign-in', planted)
      const back = await site.consent(begun.location ?? '', 'ann')
      const answer = await site.ask('GET', back, [...planted, ...begun.setCookies.map(cookieOf)])
      const session = answer.setCookies.filter(isSet).map(cookieOf)
      expect(session).not.toEqual(planted)
      expect(await whoIs(site, session)).toBe('ann')
      expect(await whoIs(site, planted)).toBe('eve')
    })

    it('ends where one signs out, and everywhere where one asks for that', async () => {
      const site = await open()
      const [one, other] = [(await signIn(site, 'ann')).session, (await signIn(site, 'ann')).session]
      const out = await site.ask('POST', '/api/me/sign-out', one)
      expect(out.setCookies.map(isSet)).toEqual([false])
      expect(await whoIs(site, one), 'a copy of its cookie').toBeUndefined()
      const third = (await signIn(site, 'ann')).session
      expect((await site.ask('POST', '/api/me/sign-out-everywhere', other)).status).toBe(204)
      for (const session of [other, third]) expect(await whoIs(site, session)).toBeUndefined()
      expect(await whoIs(site, (await signIn(site, 'ann')).session)).toBe('ann')
    })

    it.each([
      ['of nobody', () => 'x'],
      ['that was changed', (value: string) => `${value.slice(0, 60)}AAAA${value.slice(64)}`],
      ['that was cut', (value: string) => value.slice(0, -9)],
      ['that is empty', () => '']
    ])('a session cookie %s is nobody’s', async (_, forged) => {
      const site = await open()
      const [cookie = ''] = (await signIn(site, 'ann')).session
      const [name = '', value = ''] = cookie.split(/=(.*)/s)
      expect(await whoIs(site, [`${name}=${forged(value)}`])).toBeUndefined()
    })

    it('what was sealed for one purpose is worth nothing for another', async () => {
      const site = await open()
      const { state, session } = await signIn(site, 'ann')
      const [sessionName = ''] = (session[0] ?? '').split('=')
      const sealed = (state[0] ?? '').split(/=(.*)/s)[1] ?? ''
      expect(await whoIs(site, [`${sessionName}=${sealed}`])).toBeUndefined()
    })
  })
}
