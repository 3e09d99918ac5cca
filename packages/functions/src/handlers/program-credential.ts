/** What a program shows in the header authorization: an API key, or a client's signature of the request. */
import type { Credential } from '@kachery-gateway/core/access/credential.ts'
import { credentialOfSignature, isClientSignature } from '@kachery-gateway/core/access/signed-request.ts'
import type { RequestFacts } from '@kachery-gateway/core/record/log-item.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { bodyBytes, header } from '../http/request.ts'
import type { Gateway } from '../http/route.ts'
import { bearerCredential } from './bearer-credential.ts'

/** `limit`: bytes of the body. Throws what either throws, also where nobody would have needed it. */
export async function programCredential(
  gateway: Gateway,
  event: APIGatewayProxyEventV2,
  limit: number
): Promise<Credential> {
  const authorization = header(event, 'authorization')
  if (authorization === undefined || !isClientSignature(authorization)) return bearerCredential(gateway, event)
  const { rawPath, rawQueryString, requestContext } = event
  return credentialOfSignature(gateway, authorization, {
    method: requestContext.http.method,
    target: rawQueryString ? `${rawPath}?${rawQueryString}` : rawPath,
    body: bodyBytes(event, limit),
    host: header(event, 'host')
  })
}

/** What activity keeps of it. */
export function callerFacts(credential: Credential): Pick<RequestFacts, 'fromClientId' | 'githubUserId'> {
  switch (credential.kind) {
    case 'none':
      return {}
    case 'user':
      return { githubUserId: credential.user.login }
    case 'client':
      return { fromClientId: credential.clientId }
  }
}
