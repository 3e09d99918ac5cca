/**
 * The ephemeral store behind a Lambda function: that one is inside the private network where the database is, and whoever
 * asks it stays outside (docs/decisions/0012). It runs a limited number of times at once, so that however many functions
 * ask, the database has few connections; beyond that Lambda refuses, and the gateway does without, as while it is away.
 */
import { errors } from '@kachery-gateway/core/errors.ts'
import { Breaker } from '@kachery-gateway/core/stores/breaker.ts'
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import type { StoredLogItem } from '@kachery-gateway/core/stores/log-items.ts'
import {
  type MethodTime,
  RemoteAnswer,
  type RemoteQuestion,
  remoteEphemeralStore
} from '@kachery-gateway/core/stores/remote-ephemeral-store.ts'
import { withTimeout } from '@kachery-gateway/core/with-timeout.ts'

/** Gives what the function answered; throws where it failed, was refused or gave no answer within `timeLimit` ms. */
export type Invoke = (payload: string, timeLimit: number) => Promise<string>

interface InvokedEphemeralStoreOptions {
  invoke: Invoke
  /** ms since the epoch */
  now(): number
  /** ms that a call may take: more than what is invoked takes at most (lambda/ephemeral-store-function.ts). */
  timeLimits?: Partial<Record<MethodTime, number>>
  /** bytes of log items in one call; Lambda takes 6 MB (6,291,456 bytes). */
  partBytes?: number
}

const what = 'the ephemeral store'
/** Bytes of log items in one answer: Lambda gives 6 MB, and text within text is longer. */
const answerBytes = 2_000_000
/** An item has some kB. */
const idsAtOnce = 100
/** ms; the second is less than the function may run (lambda/functions.ts). */
const usualTimeLimits = { usual: 1100, long: 35_000 }
/** ms, as for a database that is asked directly. */
const pauseAfterFailure = 250

export function invokedEphemeralStore(options: InvokedEphemeralStoreOptions): EphemeralStore {
  const { invoke, now, partBytes = 5_000_000 } = options
  const timeLimits = { ...usualTimeLimits, ...options.timeLimits }
  const breaker = new Breaker(pauseAfterFailure)

  async function ask(method: string, given: string, timeLimit: number): Promise<string | undefined> {
    const question: RemoteQuestion = { method, given, givenUp: now() + timeLimit }
    const answer = answerOf(
      await withTimeout(timeLimit, invoke(JSON.stringify(question), timeLimit), () => {
        throw new Error(`no answer within ${timeLimit} ms`)
      })
    )
    if ('failure' in answer) throw new Error(answer.failure)
    return answer.result
  }

  const store = remoteEphemeralStore(async (method, given, time) => {
    const timeLimit = timeLimits[time]
    const since = performance.now()
    // What fails fast costs nobody anything: only what makes callers wait is not asked for a moment.
    const isSlow = async () => performance.now() - since > timeLimit / 2
    try {
      return await breaker.run(() => ask(method, given, timeLimit), isSlow)
    } catch (error) {
      throw errors.storeUnavailable(what, error)
    }
  })
  return {
    ...store,
    async addLogItems(items) {
      await Promise.all(partsOf(items, partBytes).map(part => store.addLogItems(part)))
    },
    newestLogItems: (zone, { items, bytes }, upTo) =>
      store.newestLogItems(zone, { items, bytes: Math.min(bytes, answerBytes) }, upTo),
    oldestLogItems: (zone, { items, bytes }) =>
      store.oldestLogItems(zone, { items, bytes: Math.min(bytes, answerBytes) }),
    async logItemsOf(keys) {
      const found: StoredLogItem[] = []
      for (let at = 0; at < keys.length; at += idsAtOnce)
        found.push(...(await store.logItemsOf(keys.slice(at, at + idsAtOnce))))
      return found
    }
  }
}

function answerOf(text: string): RemoteAnswer {
  try {
    return RemoteAnswer.parse(JSON.parse(text))
  } catch {
    throw new Error('the answer is none of an ephemeral store')
  }
}

/** None for no items. An item that is larger than a part is one by itself. */
function partsOf(items: readonly StoredLogItem[], partBytes: number): StoredLogItem[][] {
  if (items.length <= 1) return items.length === 0 ? [] : [[...items]]
  const parts: StoredLogItem[][] = []
  let bytes = 0
  for (const item of items) {
    // As it travels: text within text.
    const more = Buffer.byteLength(JSON.stringify(JSON.stringify(item)))
    const part = parts.at(-1)
    if (part === undefined || bytes + more > partBytes) {
      parts.push([item])
      bytes = more
    } else {
      part.push(item)
      bytes += more
    }
  }
  return parts
}
