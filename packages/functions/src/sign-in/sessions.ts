/**
 * Who is signed in: a cookie that names an account, a generation and a session, sealed for 12 hours. The account's record
 * ends one session, or all of a generation at once; it is looked at each time, at most 60 s old.
 */

import type { KnownAccount } from '@kachery-gateway/core/model/account.ts'
import { knownAccount } from '@kachery-gateway/core/users/account.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as z from 'zod'
import type { Gateway } from '../http/route.ts'
import type { SiteDeps } from './site-deps.ts'

/** ms */
export const sessionLife = 12 * 3600 * 1000

const Session = z.object({
  accountId: z.string(),
  generation: z.int(),
  id: z.string(),
  /** ms since the epoch */
  until: z.number()
})
export type Session = z.infer<typeof Session>

/** Who is signed in, and by which session. */
export interface SignedIn extends KnownAccount {
  session: Session
}

/** The cookie of a new session. */
export async function beginSession(
  { now, randomHex }: Pick<Gateway, 'now' | 'randomHex'>,
  { tokens, cookies }: SiteDeps,
  accountId: string,
  generation: number
): Promise<string> {
  const session: Session = { accountId, generation, id: randomHex(16), until: now() + sessionLife }
  return cookies.session.set(await tokens.seal('session', session, sessionLife, now()), sessionLife)
}

/** undefined: nobody, or a session that is forged, over 12 h old or ended. */
export async function signedIn(
  gateway: Gateway,
  site: SiteDeps,
  event: APIGatewayProxyEventV2
): Promise<SignedIn | undefined> {
  if (site.originOf(event) === undefined) return undefined
  for (const token of site.cookies.session.sent(event)) {
    const known = await accountOfSession(gateway, site, token)
    if (known !== undefined) return known
  }
  return undefined
}

/** The account of one session's token. */
export async function accountOfSession(
  gateway: Pick<Gateway, 'registry' | 'caches' | 'now' | 'logger'>,
  { tokens }: Pick<SiteDeps, 'tokens'>,
  token: string
): Promise<SignedIn | undefined> {
  const session = await tokens.open('session', token, Session, gateway.now())
  if (session === undefined) return undefined
  const known = await knownAccount(gateway, session.accountId)
  if (known?.account.generation !== session.generation) return undefined
  return known.account.endedSessions.some(({ id }) => id === session.id) ? undefined : { ...known, session }
}
