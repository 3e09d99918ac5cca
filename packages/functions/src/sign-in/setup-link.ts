/**
 * The one-time link with which an operator gives a gateway its GitHub sign-in: it works for an hour, and once. The registry
 * keeps the hash of its token alone; the token is 32 random bytes, so that its hash needs no salt. There is one link at a
 * time: a new one ends the one before.
 */
import { createHash } from 'node:crypto'
import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import { readRecord } from '@kachery-gateway/core/stores/read-record.ts'
import * as z from 'zod'
import { sameText } from './same-text.ts'

/** ms; as long as GitHub gives for its part of it. */
export const setupLinkLife = 3_600_000

type Deps = Pick<GatewayDeps, 'registry' | 'now'>

const key = { kind: 'setup-link', id: 'sign-in' } as const

const Stored = z.object({
  hash: z.string(),
  /** ms since the epoch; 0: it was used. */
  until: z.number(),
  /** Whether the gateway may have a sign-in already, which is replaced. */
  replaces: z.boolean()
})

export interface SetupLink extends z.infer<typeof Stored> {
  version: number
}

export const setupTokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Gives the token. Throws where somebody else makes one at the same moment. */
export async function makeSetupLink(
  { registry, now, randomHex }: Deps & Pick<GatewayDeps, 'randomHex'>,
  { replaces }: { replaces: boolean }
): Promise<string> {
  const token = randomHex(32)
  const link = { hash: setupTokenHash(token), until: now() + setupLinkLife, replaces }
  const before = await registry.get(key)
  const written =
    before === undefined
      ? (await registry.create(key, link)).created
      : (await registry.replace(key, link, before.version)) !== undefined
  if (!written) throw siteErrors.changedMeanwhile('the link of the setup')
  return token
}

/** The link whose token has that hash. Throws `setup.link_refused`, whatever is wrong with it. */
export async function openSetupLink({ registry, now }: Deps, hash: string): Promise<SetupLink> {
  const entry = await registry.get(key)
  const link = entry === undefined ? undefined : readRecord(Stored, key, entry.value)
  if (entry === undefined || link === undefined || !sameText(link.hash, hash) || now() >= link.until)
    throw siteErrors.setupLinkRefused()
  return { ...link, version: entry.version }
}

/** Of many at once just one has it; the record stays, so that its version tells a later link from this one. */
export async function spendSetupLink({ registry }: Deps, { version, ...link }: SetupLink): Promise<void> {
  const spent = await registry.replace(key, { ...link, until: 0 }, version)
  if (spent === undefined) throw siteErrors.setupLinkRefused()
}
