/**
 * OAuth with GitHub by the library arctic, which is no longer maintained: this file is all that knows it. Its generic
 * client has the PKCE that its GitHub class lacks.
 */
import { CodeChallengeMethod, OAuth2Client, OAuth2RequestError } from 'arctic'

export interface OAuthApp {
  clientId: string
  clientSecret: string
  authorizeUrl: string
  tokenUrl: string
  /** Where GitHub sends the browser back to. */
  callbackUrl: string
}

export interface OAuth {
  /** Who somebody is, GitHub tells without a scope. */
  authorizationUrl(state: string, verifier: string, scopes: string[]): string
  /** GitHub's answer, whatever it says; a refusal as `{error}`. Throws where there is none that can be read. */
  exchange(code: string, verifier: string): Promise<object>
}

export function oauth({ clientId, clientSecret, authorizeUrl, tokenUrl, callbackUrl }: OAuthApp): OAuth {
  const client = new OAuth2Client(clientId, clientSecret, callbackUrl)
  return {
    authorizationUrl: (state, verifier, scopes) =>
      client.createAuthorizationURLWithPKCE(authorizeUrl, state, CodeChallengeMethod.S256, verifier, scopes).href,
    async exchange(code, verifier) {
      try {
        return (await client.validateAuthorizationCode(tokenUrl, code, verifier)).data
      } catch (error) {
        if (error instanceof OAuth2RequestError) return { error: error.code }
        throw error
      }
    }
  }
}
