/**
 * Who is signed in: a cookie that names an account and a generation, sealed for 12 hours. The account's record ends all
 * sessions of a generation at once; it is looked at each time, at most 60 s old.
 */
import { type KnownAccount, knownAccount } from '@kachery-gateway/core/users/account.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as z from 'zod'
import type { Gateway } from '../http/route.ts'
import type { SiteParts } from './site-parts.ts'

/** ms */
export const sessionLife = 12 * 3600 * 1000

const Session = z.object({ accountId: z.string(), generation: z.int() })

/** The cookie of a new session. */
export async function beginSession(
  { tokens, cookies }: SiteParts,
  accountId: string,
  generation: number,
  now: number
): Promise<string> {
  return cookies.session.set(await tokens.seal('session', { accountId, generation }, sessionLife, now), sessionLife)
}

/** undefined: nobody, or a session that is forged, over 12 h old or ended. */
export async function signedIn(
  gateway: Gateway,
  site: SiteParts,
  event: APIGatewayProxyEventV2
): Promise<KnownAccount | undefined> {
  if (site.originOf(event) === undefined) return undefined
  for (const token of site.cookies.session.sent(event)) {
    const known = await accountOfSession(gateway, site, token)
    if (known !== undefined) return known
  }
  return undefined
}

/** The account of one session's token. */
export async function accountOfSession(
  gateway: Pick<Gateway, 'registry' | 'caches' | 'now'>,
  { tokens }: Pick<SiteParts, 'tokens'>,
  token: string
): Promise<KnownAccount | undefined> {
  const session = await tokens.open('session', token, Session, gateway.now())
  if (session === undefined) return undefined
  const known = await knownAccount(gateway, session.accountId)
  return known?.account.generation === session.generation ? known : undefined
}
