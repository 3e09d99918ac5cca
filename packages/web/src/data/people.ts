/** Who is behind GitHub logins. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { loginKey } from '@kachery-gateway/core/ids/login-key.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { useAnswer } from './use-answer.ts'
import { useChange } from './use-change.ts'

type People = AnswerOf<'GET /api/zones/{zone}/people'>
export type Person = People['people'][number]

const key = (zone: string) => ['GET /api/zones/{zone}/people', zone] as const
const known = (zone: string) => ['people that were looked up', zone] as const
/** Of one question. */
const most = 100

/** What the gateway knows of the first hundred of them, and of those that were looked up here. */
export function usePeople(zone: () => string, logins: () => readonly string[]): (login: string) => Person | undefined {
  const kept = useQueryClient()
  // Old labels may have commas, and are nobody's login.
  const asked = () =>
    logins()
      .filter(login => !login.includes(','))
      .slice(0, most)
      .join(',')
  const people = useAnswer(() => ({
    key: asked() === '' ? undefined : [...key(zone()), asked()],
    ask: (api, signal) =>
      api('GET /api/zones/{zone}/people', { path: { zone: zone() }, query: { logins: asked() }, signal })
  }))
  return login => {
    const isTheirs = (person: Person) => loginKey(person.login) === loginKey(login)
    const now = people.value()?.people.find(isTheirs)
    const lookedUp = kept.getQueryData<Person[]>(known(zone()))?.find(isTheirs)
    return now === undefined
      ? lookedUp
      : { ...now, name: lookedUp?.name ?? null, avatarUrl: now.avatarUrl ?? lookedUp?.avatarUrl ?? null }
  }
}

/** Asks GitHub, by way of the gateway. */
export function useLookUp(zone: () => string) {
  const kept = useQueryClient()
  return useChange({
    work: (api, logins: readonly string[]) =>
      api('GET /api/zones/{zone}/people', {
        path: { zone: zone() },
        query: { logins: logins.join(','), ask: 'github' }
      }),
    onDone: ({ people }) =>
      kept.setQueryData<Person[]>(known(zone()), (before = []) => [...people, ...before].slice(0, most))
  })
}
