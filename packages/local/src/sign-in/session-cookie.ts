/**
 * The cookie that keeps a person signed in. Over http on the loopback it has neither Secure nor the `__Host-` prefix;
 * browsers send it to every port of the machine, so that its name says which gateway it is of.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { sessionLife } from './session-tokens.ts'

const attributes = 'Path=/; HttpOnly; SameSite=Lax'

const cookieName = (port: number) => `kachery_session_${port}`

export const sessionCookie = (port: number, token: string) =>
  `${cookieName(port)}=${token}; ${attributes}; Max-Age=${sessionLife / 1000}`

export const endOfSession = (port: number) => `${cookieName(port)}=; ${attributes}; Max-Age=0`

/** All that were sent under the name: another program on the machine may have set one, too. */
export function sentTokens(event: APIGatewayProxyEventV2, port: number): string[] {
  const start = `${cookieName(port)}=`
  return (event.cookies ?? []).filter(cookie => cookie.startsWith(start)).map(cookie => cookie.slice(start.length))
}
