/**
 * An ephemeral store that is asked elsewhere: the one table of its methods, read by who asks (aws/invoked-ephemeral-store)
 * and by who answers (lambda/ephemeral-store-function). A new method of the port is a line here, and the compiler asks for it.
 * Arguments and results travel as JSON text within JSON: what log items hold (half surrogates, great depth) is then
 * nobody's matter on the way.
 */
import * as z from 'zod'
import { errors } from '../errors.ts'
import type { EphemeralStore } from './ephemeral-store.ts'
import type { FoundFileRecord } from './found-files.ts'
import type { StoredLogItem } from './log-items.ts'

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

const Limits = z.object({ items: z.number(), bytes: z.number() })
const Key = z.object({ id: z.string(), zone: z.string().exactOptional(), requestTimestamp: z.number().exactOptional() })
const Keys: z.ZodType<readonly z.infer<typeof Key>[]> = z.array(Key)
const AtTime = z.tuple([Time, z.boolean().optional()])

/** Each method asks elsewhere; its `answer` is how it is answered there. */
export function remoteEphemeralStore(ask: AskElsewhere) {
  const method =
    (time: MethodTime) =>
    <A extends readonly unknown[], R>(
      name: keyof EphemeralStore,
      Given: z.ZodType<A>,
      Result: z.ZodType<R>,
      of: (store: EphemeralStore, given: A) => Promise<R>
    ) =>
      Object.assign(async (...given: A): Promise<R> => resultOf(Result, await ask(name, JSON.stringify(given), time)), {
        answer: async (store: EphemeralStore, given: string): Promise<string | undefined> =>
          JSON.stringify(await of(store, Given.parse(read(given))))
      })
  const usual = method('usual')
  const long = method('long')

  return {
    findFound: usual('findFound', z.tuple([z.string(), z.string(), Time]), FoundFile.optional(), (s, given) =>
      s.findFound(...given)
    ),
    rememberFound: usual('rememberFound', z.tuple([FoundFile, Time, Time]), Nothing, (s, given) =>
      s.rememberFound(...given)
    ),
    forgetFound: usual('forgetFound', z.tuple([z.string(), z.string(), Time]), Nothing, (s, given) =>
      s.forgetFound(...given)
    ),
    removeExpiredFound: long('removeExpiredFound', AtTime, z.number(), (s, given) => s.removeExpiredFound(...given)),
    addLogItems: usual('addLogItems', z.tuple([LogItems]), Nothing, (s, given) => s.addLogItems(...given)),
    zonesOfLogItems: long('zonesOfLogItems', z.tuple([]), z.array(z.string()), (s, given) =>
      s.zonesOfLogItems(...given)
    ),
    countLogItems: long('countLogItems', z.tuple([z.string()]), z.number(), (s, given) => s.countLogItems(...given)),
    oldestLogItems: long('oldestLogItems', z.tuple([z.string(), Limits]), StoredLogItems, (s, given) =>
      s.oldestLogItems(...given)
    ),
    newestLogItems: long('newestLogItems', z.tuple([z.string(), Limits, Time]), StoredLogItems, (s, given) =>
      s.newestLogItems(...given)
    ),
    logItemsOf: long('logItemsOf', z.tuple([Keys]), StoredLogItems, (s, given) => s.logItemsOf(...given)),
    markArchived: long('markArchived', z.tuple([Ids, Time]), Nothing, (s, given) => s.markArchived(...given)),
    archivedAmong: long('archivedAmong', z.tuple([Ids]), z.array(z.string()), (s, given) => s.archivedAmong(...given)),
    removeLogItems: long('removeLogItems', z.tuple([Keys]), Nothing, (s, given) => s.removeLogItems(...given)),
    quarantineLogItems: long(
      'quarantineLogItems',
      z.tuple([z.array(Key.extend({ reason: z.string() }))]),
      Nothing,
      (s, given) => s.quarantineLogItems(...given)
    ),
    removeExpiredMarks: long('removeExpiredMarks', AtTime, z.number(), (s, given) => s.removeExpiredMarks(...given))
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
