/**
 * What operations work with. Made in one place (packages/functions/src/wiring.ts, or a test) and passed first to every
 * operation; nothing in this package reads the environment, the clock or randomness otherwise.
 */

import type { BoundedCache } from './bounded-cache.ts'
import type { LoginKey } from './ids/login-key.ts'
import type { UserLabel } from './ids/user-label.ts'
import type { Logger } from './logger.ts'
import type { KnownAccount } from './model/account.ts'
import type { ApiKeyHolder } from './model/api-key.ts'
import type { BlockedLogin } from './model/blocked-login.ts'
import type { Client } from './model/client.ts'
import type { FileReaders } from './model/file-readers.ts'
import type { KnownFileSettings } from './model/file-settings.ts'
import type { FoundFile } from './model/found-file.ts'
import type { ClaimedPlace } from './model/place.ts'
import type { KnownShareLink } from './model/share-link.ts'
import type { NotBound, User } from './model/user.ts'
import type { Zone, ZoneConfig } from './model/zone.ts'
import type { ReadSettings } from './model/zone-settings.ts'
import type { Ed25519Verifier } from './signing/ed25519.ts'
import type { BucketRef } from './stores/bucket-uri.ts'
import type { CredentialCipher } from './stores/credential-cipher.ts'
import type { FoundFiles } from './stores/found-files.ts'
import type { IdentityProvider } from './stores/identity-provider.ts'
import type { LogItems } from './stores/log-items.ts'
import type { ObjectStore } from './stores/object-store.ts'
import type { Outbox } from './stores/outbox.ts'
import type { Registry } from './stores/registry.ts'
import type { VerificationQueue } from './stores/verification-queue.ts'
import type { Webhooks } from './stores/webhooks.ts'

export interface GatewayDeps {
  /** ms since the epoch */
  now(): number
  /** That many random bytes in hex, from a cryptographic source. */
  randomHex(bytes: number): string
  /** Where people and clients reach this gateway; no slash at the end. */
  publicUrl: string
  /** Zones of GATEWAY_CONFIG by name. */
  configuredZones: ReadonlyMap<string, ZoneConfig>
  /** Where the configuration has mistakes: whether it may be meant to define a zone that is not among those. */
  mayBeConfigured?(zone: string): boolean
  /** Logins of the gateway's administrators, as they are spelled, by key; each means the account that it is bound to. */
  administrators: ReadonlyMap<LoginKey, UserLabel>
  limits: Limits
  registry: Registry
  foundFiles: FoundFiles
  logItems: LogItems
  /** Whether an older gateway on the same buckets is to know what is registered here: see legacy/write-back.ts. */
  writeBack?: boolean
  /** Whether they may lie in a database that an older gateway archives from, too. */
  sharesLogItems?: boolean
  outbox: Outbox
  verificationQueue: VerificationQueue
  /** Absent: no GitHub tokens are accepted. */
  identityProvider?: IdentityProvider
  /** Absent: no credentials can be kept, nor those read that were. */
  credentialCipher?: CredentialCipher
  /** Tells programs elsewhere what happened. */
  webhooks: Webhooks
  /** Opens a bucket, or gives the one that is open. */
  openBucket(ref: BucketRef): Promise<ObjectStore>
  ed25519: Ed25519Verifier
  caches: Caches
  logger: Logger
}

export interface Limits {
  /** Largest file by one PUT, bytes. */
  fileBytes: number
  /** Largest that is uploaded in parts, and the smallest part but the last that every store takes, bytes. */
  partedFileBytes: number
  leastPartBytes: number
  /** Largest upload in parts that is verified by a copy, in one run, bytes; of larger ones several runs make one hash. */
  verifyAtOnceBytes: number
  /** Largest upload by one PUT that is read in its request though the store tells its SHA-1, bytes; larger ones are afterwards. */
  inspectBytes: number
  /** Largest file whose content is verified while its client waits, bytes; larger ones go to the queue. */
  verifyInRequestBytes: number
  /** How long finalize waits for a verification before it is queued, ms: of files up to `quickBytes`, and of larger ones. */
  verifyQuickMs: number
  verifySlowMs: number
  quickBytes: number
  /** How long a download URL lives from its making, s. It is handed out while at least half of that is left. */
  downloadUrlSeconds: number
  /** How long after its request's arrival a deletion may still remove something, ms. */
  deleteMs: number
  /** Who is not told that a file is there is answered at whole multiples of it since the question, ms; 0: at once. */
  evenMs: number
}

/** All bounded; docs/architecture.md states how stale each may be. */
export interface Caches {
  /** By bucket: the headers that it obeyed though nobody signed them, where no run of check-zones has looked at it yet. */
  triedBuckets: BoundedCache<{ obeyed: string[] }>
  /** Whether a zone's bucket was found to refuse headers that nobody signed. */
  safeUploads: BoundedCache<{ safe: boolean }>
  zones: BoundedCache<{ zone: Zone | undefined }>
  settings: BoundedCache<ReadSettings>
  clients: BoundedCache<{ client: Client | undefined }>
  /** By account. */
  labels: BoundedCache<readonly LoginKey[]>
  bindingsByKey: BoundedCache<{ done: true }>
  /** Logins of gateway administrators that mean no account. */
  administrators: BoundedCache<readonly NotBound[]>
  foundFiles: BoundedCache<FoundFile>
  /** Whether somebody ever asked that the zone's plain files be adopted: others look for none. */
  adopting: BoundedCache<{ adopting: boolean }>
  /** Of zones whose files have readers. */
  fileSettings: BoundedCache<KnownFileSettings>
  /** By account: ids of its teams at GitHub, and when that ends to count, ms since the epoch. */
  githubTeams: BoundedCache<{ ids: readonly string[]; until: number }>
  /** Who may read a file there, by zone and hash. */
  readers: BoundedCache<FileReaders>
  /** By the hash of a link's token. */
  shareLinks: BoundedCache<KnownShareLink>
  /** Uploads that were begun and not finalized, by whom; what this process saw of them. `at`: ms since the epoch. */
  begunUploads: BoundedCache<{ at: number }>
  users: BoundedCache<{ user: User | undefined }>
  accounts: BoundedCache<{ known: KnownAccount | undefined }>
  /** Where all zones lie; under the one key ''. */
  places: BoundedCache<{ claims: readonly ClaimedPlace[] }>
  /** Under the one key 'all': that a job was started to note who can use the zones. */
  notedUsers: BoundedCache<{ started: true }>
  /** Under the one key 'all'. */
  blockedLogins: BoundedCache<{ logins: readonly BlockedLogin[] }>
  /** By the key's hash. */
  apiKeys: BoundedCache<ApiKeyHolder>
}
