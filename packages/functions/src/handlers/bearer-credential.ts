/** Whose API key a request shows; without one it is anyone's. */
import type { Credential } from '@kachery-gateway/core/access/credential.ts'
import { errors } from '@kachery-gateway/core/errors.ts'
import { holderOfApiKey } from '@kachery-gateway/core/users/api-key-holder.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { header } from '../http/request.ts'
import type { Gateway } from '../http/route.ts'

/** Throws `auth.bad_api_key` or `auth.api_key_ended`, also where nobody would have needed a key. */
export async function bearerCredential(gateway: Gateway, event: APIGatewayProxyEventV2): Promise<Credential> {
  const given = header(event, 'authorization')
  if (given === undefined) return { kind: 'none' }
  const [, apiKey] = /^Bearer +(\S{1,200}) *$/i.exec(given) ?? []
  if (apiKey === undefined) throw errors.badApiKey()
  return { kind: 'user', ...(await holderOfApiKey(gateway, apiKey)), provedBy: 'api-key' }
}
