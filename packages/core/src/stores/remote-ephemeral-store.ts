/**
 * An ephemeral store that is asked elsewhere: the one table of its methods, read by who asks (aws/invoked-ephemeral-store)
 * and by who answers (lambda/ephemeral-store-function). A new method of the port is a line here, and the compiler asks for it.
 * Arguments and results travel as JSON text within JSON: what log items hold (half surrogates, great depth) is then
 * nobody's matter on the way.
 */
import * as z from 'zod'
import { errors } from '../errors.ts'
import type { EphemeralStore, FoundFileRecord, StoredLogItem } from './ephemeral-store.ts'

/** `givenUp`: ms since the epoch, from when on nobody waits for the answer. */
export const RemoteQuestion = z.strictObject({ method: z.string(), given: z.string(), givenUp: z.number() })
export type RemoteQuestion = z.infer<typeof RemoteQuestion>

/** `result`: absent where there is none. `failure`: why not, without credentials. */
export const RemoteAnswer = z.union([
  z.strictObject({ result: z.string().optional() }),
  z.strictObject({ failure: z.string() })
])
export type RemoteAnswer = z.infer<typeof RemoteAnswer>

/** Gives the result as JSON text; throws `store.unavailable` where there is no answer within the method's time. */
export type AskElsewhere = (method: string, given: string, time: MethodTime) => Promise<string | undefined>

/** `usual`: about a second. `long`: what the port says of methods for jobs. */
export type MethodTime = 'usual' | 'long'

const FoundFile = z.object({
  zone: z.string(),
  hash: z.string(),
  size: z.number(),
  bucketUri: z.string(),
  objectKey: z.string()
}) satisfies z.ZodType<FoundFileRecord>
/** Not z.record, which drops a `__proto__` key. */
const Fields = z.custom<StoredLogItem['item']>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value)
)
const StoredLogItems = z.array(z.object({ id: z.string(), item: Fields }))
const LogItems: z.ZodType<readonly StoredLogItem[]> = StoredLogItems
const Ids: z.ZodType<readonly string[]> = z.array(z.string())
const Time = z.number()
const Nothing = z.void()

/** Each method asks elsewhere; its `answer` is how it is answered there. */
export function remoteEphemeralStore(ask: AskElsewhere) {
  const method = <A extends readonly unknown[], R>(
    name: string,
    Given: z.ZodType<A>,
    Result: z.ZodType<R>,
    of: (store: EphemeralStore, given: A) => Promise<R>,
    time: MethodTime = 'usual'
  ) =>
    Object.assign(async (...given: A): Promise<R> => resultOf(Result, await ask(name, JSON.stringify(given), time)), {
      answer: async (store: EphemeralStore, given: string): Promise<string | undefined> =>
        JSON.stringify(await of(store, Given.parse(read(given))))
    })

  return {
    findFound: method('findFound', z.tuple([z.string(), z.string(), Time]), FoundFile.optional(), (store, given) =>
      store.findFound(...given)
    ),
    rememberFound: method('rememberFound', z.tuple([FoundFile, Time, Time]), Nothing, (store, given) =>
      store.rememberFound(...given)
    ),
    forgetFound: method('forgetFound', z.tuple([z.string(), z.string(), Time]), Nothing, (store, given) =>
      store.forgetFound(...given)
    ),
    addLogItems: method('addLogItems', z.tuple([LogItems]), Nothing, (store, given) => store.addLogItems(...given)),
    zonesOfLogItems: method(
      'zonesOfLogItems',
      z.tuple([]),
      z.array(z.string()),
      (store, given) => store.zonesOfLogItems(...given),
      'long'
    ),
    countLogItems: method(
      'countLogItems',
      z.tuple([z.string()]),
      z.number(),
      (store, given) => store.countLogItems(...given),
      'long'
    ),
    oldestLogItems: method(
      'oldestLogItems',
      z.tuple([z.string(), z.object({ items: z.number(), bytes: z.number() })]),
      StoredLogItems,
      (store, given) => store.oldestLogItems(...given),
      'long'
    ),
    newestLogItems: method(
      'newestLogItems',
      z.tuple([z.string(), z.object({ items: z.number(), bytes: z.number() }), Time]),
      StoredLogItems,
      (store, given) => store.newestLogItems(...given),
      'long'
    ),
    logItemsOf: method(
      'logItemsOf',
      z.tuple([Ids]),
      StoredLogItems,
      (store, given) => store.logItemsOf(...given),
      'long'
    ),
    markArchived: method(
      'markArchived',
      z.tuple([Ids, Time]),
      Nothing,
      (store, given) => store.markArchived(...given),
      'long'
    ),
    archivedAmong: method(
      'archivedAmong',
      z.tuple([Ids]),
      z.array(z.string()),
      (store, given) => store.archivedAmong(...given),
      'long'
    ),
    removeLogItems: method(
      'removeLogItems',
      z.tuple([Ids]),
      Nothing,
      (store, given) => store.removeLogItems(...given),
      'long'
    ),
    quarantineLogItems: method(
      'quarantineLogItems',
      z.tuple([z.array(z.object({ id: z.string(), reason: z.string() }))]),
      Nothing,
      (store, given) => store.quarantineLogItems(...given),
      'long'
    ),
    removeExpired: method(
      'removeExpired',
      z.tuple([Time, z.boolean().optional()]),
      z.number(),
      (store, given) => store.removeExpired(...given),
      'long'
    )
  } satisfies EphemeralStore
}

function resultOf<R>(Result: z.ZodType<R>, text: string | undefined): R {
  try {
    return Result.parse(read(text))
  } catch (error) {
    throw errors.storeUnavailable('the ephemeral store', error)
  }
}

const read = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text))

/** Answers a question with `store`. What it is asked that makes no sense is a failure too; nothing is thrown. */
export async function answerWith(store: EphemeralStore, raw: unknown, now: () => number): Promise<RemoteAnswer> {
  const question = RemoteQuestion.safeParse(raw)
  if (!question.success) return { failure: 'this is no question to an ephemeral store' }
  const { method, given, givenUp } = question.data
  const answering = Object.entries(methods).find(([name]) => name === method)?.[1]
  if (answering === undefined) return { failure: `an ephemeral store has no method ${JSON.stringify(method)}` }
  // What is done now could undo what was done since.
  if (now() >= givenUp) return { failure: 'too late' }
  try {
    const result = await answering.answer(store, given)
    return result === undefined ? {} : { result }
  } catch (error) {
    return { failure: reasonOf(error) }
  }
}

const methods = remoteEphemeralStore(async () => {
  throw new Error('this one only answers')
})

/** An adapter's errors say why in their cause, from which it took the credentials. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error'
  return error.cause instanceof Error ? error.cause.message : error.message
}
