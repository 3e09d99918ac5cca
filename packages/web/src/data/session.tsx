/** Who is signed in, for every page; and the way to sign in and come back. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createContext, type ParentProps, useContext } from 'solid-js'
import { pathOf, placeOf } from './base-path.ts'
import { sessionKey } from './session-key.ts'
import { type Asked, useAnswer } from './use-answer.ts'

export type Visit = AnswerOf<'GET /api/me'>
export type Me = NonNullable<Visit['me']>

export interface Session extends Asked<Visit> {
  /** undefined: not known (yet). null: nobody. */
  me(): Me | null | undefined
}

const SessionContext = createContext<Session>()

/** A session ends while a page is open, ms: 12 h after it began, or from elsewhere. */
const lookedAtEvery = 5 * 60_000

export function SessionProvider(props: ParentProps) {
  const asked = useAnswer(() => ({
    key: sessionKey,
    ask: (api, signal) => api('GET /api/me', { signal }),
    every: lookedAtEvery
  }))
  return (
    <SessionContext.Provider value={{ ...asked, me: () => asked.value()?.me }}>
      {props.children}
    </SessionContext.Provider>
  )
}

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('no SessionProvider around this')
  return session
}

/**
 * Where a browser goes to sign in; it comes back to `from`, as its address says it. Not a page of the site: links to it have
 * a target.
 */
export const signInAddress = (from: string): string =>
  placeOf(`/api/sign-in?${new URLSearchParams({ return: pathOf(from) })}`)
