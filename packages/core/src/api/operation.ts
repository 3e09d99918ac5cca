/** What an operation of the API is: who may call it, what it takes, what it answers, how it refuses. Plain data. */
import * as z from 'zod'
import type { AccessPolicy } from '../access/access-policy.ts'
import { ZoneName } from '../ids/zone-name.ts'
import type { KeyRight } from '../model/api-key.ts'

export interface Operation<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
  R extends AccessPolicy = AccessPolicy
> {
  caller: R
  /**
   * For programs, too: an API key that has this right says who is calling, or a client’s signature. Without it sessions alone do.
   */
  programs?: KeyRight
  /** The body says which zone it is about: it is read before anything else. */
  zoneInBody?: true
  /** One sentence for the API document. */
  summary: string
  path: P
  query: Q
  body: B
  /** What is not in it is not sent. */
  answer: A
  /** Whether the header If-Match says which version is changed: not at all, if wanted, or always. */
  condition: 'none' | 'optional' | 'required'
  /** Codes beside those that any operation may answer. */
  errors: readonly string[]
}

export const operation = <
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
  R extends AccessPolicy
>(
  given: Operation<P, Q, B, A, R>
): Operation<P, Q, B, A, R> => given

/** Of operations without body and of answers without content (204). */
export const nothing = z.undefined()

/** What an operation has that says nothing else. */
export const plain = { path: z.object({}), query: z.object({}), body: nothing, condition: 'none', errors: [] } as const

/** Most items of one page. */
export const largestPage = 200

export const PageQuery = z.object({
  /** How many at most. */
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `must be a whole number from 1 to ${largestPage}`)
    .transform(Number)
    .refine(limit => limit <= largestPage, `must be a whole number from 1 to ${largestPage}`)
    .default(50),
  /** The `next` of the page before. */
  after: z.string().max(20_000).optional()
})
export type PageQuery = z.infer<typeof PageQuery>

/** What most paths name. */
export const OfZone = z.object({ zone: ZoneName })

/** For a client: a zone where it is registered; `default` where it is not said. */
export const OfClientIn = z.object({ zone: ZoneName.optional() })

/** Words begin with what is searched for, in any case; several must all fit. Ids by their beginning. */
export const SearchQuery = PageQuery.extend({ search: z.string().trim().max(100).optional() })

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    /** Give it back as `after` for the next page; null on the last. */
    next: z.string().nullable()
  })
