/** The site's parts of a gateway that is reached at one address, over https, and knows people by GitHub. */
import type { Config } from '../config.ts'
import { recaptcha } from './captcha.ts'
import { siteCookies } from './cookies.ts'
import { Github, githubEndpoints } from './github.ts'
import { oauth } from './github-oauth.ts'
import { sealedTokens } from './sealed-tokens.ts'
import type { SiteParts } from './site-parts.ts'

type Given = Pick<Config, 'github' | 'recaptcha'> & {
  /** No slash at its end. */
  publicUrl: string
  /** SESSION_KEY: 32 random bytes. */
  sessionKey: Uint8Array
}

/** `github` answers for the gateway's identity provider, too. */
export function makeSiteParts(given: Given): { parts: SiteParts; github: Github | undefined } {
  const { origin, protocol, port, hostname } = new URL(given.publicUrl)
  const github = given.github && openGithub({ ...given.github, publicUrl: given.publicUrl })
  const parts: SiteParts = {
    tokens: sealedTokens(given.sessionKey),
    cookies: protocol === 'https:' ? siteCookies() : siteCookies(Number(port || 80)),
    ...(github === undefined ? {} : { provider: github }),
    originOf: () => origin,
    ...(given.recaptcha === undefined ? {} : { captcha: recaptcha({ ...given.recaptcha, hostname }) })
  }
  return { parts, github }
}

export function openGithub(
  app: { clientId: string; clientSecret: string; publicUrl: string },
  options: { endpoints?: typeof githubEndpoints; patience?: number } = {}
): Github {
  const { clientId, clientSecret, publicUrl } = app
  const { userUrl, ...endpoints } = options.endpoints ?? githubEndpoints
  const callbackUrl = `${publicUrl}/github/auth`
  return new Github(oauth({ clientId, clientSecret, callbackUrl, ...endpoints }), {
    userUrl,
    ...(options.patience === undefined ? {} : { patience: options.patience })
  })
}
