/**
 * Port: the registry, which knows zones, clients, resources, users, running verifications, and how jobs stand.
 * Adapters: stores/dynamodb/ and testing/ (in memory). What each promises is registry.contract.ts.
 *
 * A record is named by kind, zone (absent: it belongs to the whole gateway) and id. Values are JSON; the nouns parse
 * them by their own schemas. A removed record leaves a tombstone, so that what an older gateway left in a bucket is not
 * imported again. Reads are consistent, writes are conditional on a single record. Every method throws GatewayError
 * `store.unavailable` where the store does not answer as it should, within a few seconds.
 */

export type RecordKind =
  | 'zone'
  | 'client'
  | 'resource'
  | 'login'
  | 'first-account'
  | 'look-ups'
  | 'blocked-logins'
  | 'verification'
  | 'upload'
  | 'digests'
  | 'job'
  | 'archive'
  | 'client-word'
  | 'client-use'
  | 'account'
  | 'api-key'
  | 'settings-change'
  | 'import'
  | 'daily-upload-quota'
  | 'spent-signature'
  | 'scratch-file'
  | 'stored'
  | 'zone-administrator'
  | 'file-settings'
  | 'github-team'
  | 'github-teams'
  | 'registration'
  | 'registration-line'
  | 'file-name'
  | 'file-downloads'
  | 'file-count'
  | 'stored-by-account'
  | 'share-link'
  | 'share-token'
  | 'zone-user'
  | 'setup-link'
  | 'webhook'
  | 'older-copy'
  | 'adopted-file'
  | 'adopted-object'
  | 'adoption'

export interface RecordKey {
  kind: RecordKind
  zone?: string
  id: string
}

type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }
export type JsonObject = { [key: string]: JsonValue }

export interface RegistryEntry {
  state: 'present' | 'removed'
  /** Of a removed record: its last value. */
  value: JsonObject
  /** Grows with each write; `replace` and `erase` are conditional on it. */
  version: number
}

export interface CreateOptions {
  /** The label of the user who owns it: makes it appear in listByOwner. */
  owner?: string
  /** Also where a tombstone is (a person makes it anew). Without: a tombstone wins. */
  overTombstone?: boolean
}

export interface Page<T> {
  items: T[]
  /** Give it back as `after` for the next page; absent on the last. */
  next?: string
}

export interface ListedRecord {
  key: RecordKey
  entry: RegistryEntry
  /** Give it as `after` for what comes behind this record in the same listing. */
  place: string
}

export interface Registry {
  get(key: RecordKey): Promise<RegistryEntry | undefined>
  /** Writes where nothing is. Of many at once just one creates; all get the entry that is there afterwards. */
  create(
    key: RecordKey,
    value: JsonObject,
    options?: CreateOptions
  ): Promise<{ created: boolean; entry: RegistryEntry }>
  /** Overwrites version `version` of a present record; without `owner` the owner stays. undefined: someone else was faster, or it is gone. */
  replace(
    key: RecordKey,
    value: JsonObject,
    version: number,
    options?: { owner?: string }
  ): Promise<RegistryEntry | undefined>
  /** Leaves a tombstone, also where nothing was; of a tombstone it changes nothing. */
  remove(key: RecordKey): Promise<void>
  /** Takes version `version` away without a tombstone; false: someone else was faster. */
  erase(key: RecordKey, version: number): Promise<boolean>
  /** Present records of a zone and kind, by id ascending (by UTF-8 bytes); `idPrefix` narrows, `limit` is at most 1000. */
  list(
    scope: { kind: RecordKind; zone?: string; idPrefix?: string },
    page: { limit: number; after?: string }
  ): Promise<Page<ListedRecord>>
  /** Present records of a kind whose owner is `owner`, in all zones, by id ascending; `idPrefix` narrows. Eventually consistent. */
  listByOwner(
    scope: { kind: RecordKind; owner: string; idPrefix?: string },
    page: { limit: number; after?: string }
  ): Promise<Page<ListedRecord>>
}
