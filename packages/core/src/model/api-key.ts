/** An API key as its account's record keeps it: what it is for, and its hash in place of itself. */
import * as z from 'zod'
import { cleanLabel } from '../ids/clean-label.ts'
import { ZoneName } from '../ids/zone-name.ts'

/** `download`: read only. */
export const KeyRights = z.enum(['upload-and-download', 'upload', 'download'])
export type KeyRights = z.infer<typeof KeyRights>

/** What an operation for programs takes of an API key. */
export type KeyRight = Exclude<KeyRights, 'upload-and-download'>

const Name = z
  .string()
  .max(300)
  .transform(cleanLabel)
  .refine(name => name.length > 0 && name.length <= 100, 'must have 1 to 100 characters')

/** What a person says of a new key. `zone`: null for all. `endsAt`: ms since the epoch; null for never. */
export const NewApiKey = z.object({
  name: Name,
  zone: ZoneName.nullable().default(null),
  rights: KeyRights.default('upload-and-download'),
  endsAt: z.int().positive().nullable().default(null)
})
export type NewApiKey = z.infer<typeof NewApiKey>

export const ApiKey = NewApiKey.extend({
  id: z.string(),
  name: z.string(),
  /** SHA-256, hex. */
  hash: z.string(),
  /** ms since the epoch */
  createdAt: z.number()
})
export type ApiKey = z.infer<typeof ApiKey>

/** What a request that shows the key may do, of what its user may. */
export type ApiKeyScope = Pick<ApiKey, 'name' | 'zone' | 'rights'>

/** Of an account that had one key without a name. */
const first = { id: 'first', name: 'API key', zone: null, rights: 'upload-and-download', endsAt: null } as const

export function apiKeysOf(account: {
  apiKey: { hash: string; createdAt: number } | null
  apiKeys: readonly ApiKey[]
}): ApiKey[] {
  return [...(account.apiKey === null ? [] : [{ ...first, ...account.apiKey }]), ...account.apiKeys]
}

/** What is kept under a key's hash: whose it is and when it was last used, ms since the epoch, within an hour. */
export interface ApiKeyHolder {
  /** undefined: nobody's. */
  accountId: string | undefined
  usedAt: number | undefined
  /** Of the record. */
  version: number
}
