/**
 * Who has a file in a zone, and who may read it by that: one record for each account that stored its content. Only in zones
 * where files have readers (docs/decisions/0140-files-have-registrations.md).
 */
import * as z from 'zod'
import { cleanLabel } from '../ids/clean-label.ts'
import { ClientId } from '../ids/client-id.ts'
import { ContentHash, Sha256 } from '../ids/content-hash.ts'
import { loginKey } from '../ids/login-key.ts'
import { UserLabel } from '../ids/user-label.ts'
import type { Owned } from './owner.ts'

/** Longest name of a file, characters. */
export const maxFileNameLength = 200

/** Whose readers one request changes. */
export const mostChangedFiles = 100

export const TeamName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, 'is a name of 1 to 60 letters, digits, dots, hyphens and underscores')

/**
 * `zone`: as the zone's settings say · `private`: whoever has it, and zone administrators · `team NAME`: they and the
 * team · `public`: anyone.
 */
export const Visibility = z.union(
  [z.enum(['zone', 'private', 'public']), z.templateLiteral(['team ', TeamName])],
  'is zone, private, public or team NAME'
)
export type Visibility = z.infer<typeof Visibility>

/** Whom a file is registered for. */
export const Registrant = z.object({
  ownerId: UserLabel,
  /** Absent where the owner's login never meant an account. */
  ownerAccountId: z.string().exactOptional(),
  clientId: ClientId.exactOptional(),
  /** Who reads it by that, as the zone said of new files when theirs was finalized; absent: as it says by then. */
  visibility: Visibility.exactOptional()
})
export type Registrant = z.infer<typeof Registrant>

export const Registration = z.object({
  hash: ContentHash,
  /** Where its content was verified by both. */
  sha256: Sha256.exactOptional(),
  /** bytes */
  size: z.number(),
  ...Registrant.shape,
  /** Absent: nobody's; the file was there before files had readers. */
  ownerId: UserLabel.exactOptional(),
  /** ms since the epoch */
  at: z.number(),
  /** Of a file that was there before files had readers, ms since the epoch: when it was stored. */
  storedAt: z.number().exactOptional(),
  name: z.string().max(maxFileNameLength).overwrite(cleanLabel).exactOptional(),
  visibility: Visibility,
  /** Public from then on, ms since the epoch. */
  until: z.number().exactOptional(),
  /** `ending`: being deleted since `endedAt`. It admits nobody then, and stays as `ended`, so that the file stays closed. */
  state: z.enum(['held', 'ending', 'ended']),
  /** ms since the epoch */
  endedAt: z.number().exactOptional()
})
export type Registration = z.infer<typeof Registration>

/** A key of its own for each account, and for each login that never meant one; nobody has the third. */
export const holderKey = ({ ownerId, ownerAccountId }: Partial<Owned>): string =>
  ownerAccountId !== undefined
    ? `account:${ownerAccountId}`
    : ownerId !== undefined
      ? `login:${loginKey(ownerId)}`
      : 'nobody'

/** Later than any time that is written here, ms: what counts down from it lists the newest first. */
const endOfTime = 9_999_999_999_999

type Times = Pick<Registration, 'at' | 'storedAt'>

/** ms since the epoch */
export const whenStored = ({ at, storedAt }: Times): number => storedAt ?? at

/** In a line's id: 13 digits. */
export const lineTime = (times: Times): string => String(endOfTime - whenStored(times)).padStart(13, '0')

/** Of its line in listings of a zone and of an account: the newest first. */
export const lineId = (registration: Pick<Registration, 'hash'> & Times & Partial<Owned>): string =>
  `${lineTime(registration)}/${registration.hash}/${holderKey(registration)}`

/** What a line says: whose it is, and what never changes. */
export const RegistrationLine = z.object({
  hash: ContentHash,
  ownerId: UserLabel,
  ownerAccountId: z.string().exactOptional()
})
