/** What a zone stores, as the job sweep counts it, and what storing costs there. */
import * as z from 'zod'
import type { Adoption } from './adoption.ts'

const Sum = { files: z.int().min(0), bytes: z.number().min(0) }

export const StoredSum = z.object({
  /** One for each count that came to its end, the oldest first. `at`: ms since the epoch, when it began. */
  counts: z.array(z.object({ at: z.number(), ...Sum })),
  /** A count under way: what comes behind `after` is still to be counted. */
  counting: z.object({ at: z.number(), after: z.string(), ...Sum }).exactOptional()
})
export type StoredSum = z.infer<typeof StoredSum>

/** Of 1,000,000,000 bytes for a month. */
export const StoragePrice = z.object({
  perGbMonth: z.number().min(0).max(1_000_000),
  currency: z.string().regex(/^[A-Z]{3}$/, 'has three letters such as USD or EUR')
})
export type StoragePrice = z.infer<typeof StoragePrice>

/** As people see it. `at` and `since`: ms since the epoch. */
export interface StoredReport {
  /** null: not counted yet. */
  stored: { at: number; files: number; bytes: number } | null
  /** Over 30 days, or over as long as it has been counted; null: counted once. */
  growth: { since: number; files: number; bytes: number } | null
  price: StoragePrice | null
  /** Of a month at what is stored now, in the price's currency. */
  costPerMonth: number | null
  /** null: the zone's files have no owners. */
  byAccount: AccountsStored | null
  /** null: nobody asked to adopt files. */
  adoption: Pick<Adoption, 'phase' | 'found' | 'adopted'> | null
}

export interface StoredFiles {
  files: number
  bytes: number
}

export interface AccountsStored {
  /** ms since the epoch; null: not yet. */
  countedAt: number | null
  /** Those that have most. `owner`: null is nobody. */
  accounts: ({ owner: string | null } & StoredFiles)[]
  /** How many others there are, as far as they were looked at. */
  more: number
}
