/** The site's parts of a gateway that is reached at one address and knows people by GitHub. */
import { defined } from '@kachery-gateway/core/defined.ts'
import type { Config } from '../config.ts'
import { recaptcha } from './captcha.ts'
import { siteCookies } from './cookies.ts'
import { GithubSignIn } from './github.ts'
import { type Github, githubAt } from './github-addresses.ts'
import { oauth } from './github-oauth.ts'
import { GithubUsers } from './github-users.ts'
import { type OtherKey, sealedTokens } from './sealed-tokens.ts'
import type { Captcha, SignInSetup, SiteDeps } from './site-deps.ts'

type Given = Pick<Config, 'github' | 'githubUrl' | 'recaptcha'> & {
  /** No slash at its end. */
  publicUrl: string
  /** 32 random bytes. */
  sessionKey: Uint8Array
  /** Taken beside it while it is rotated. */
  otherSessionKey?: OtherKey
  /** Of reCAPTCHA; elsewhere for tests. */
  verifyUrl?: string
  /** Absent: nobody makes the gateway's sign-in here. */
  keepApp?: SignInSetup['keep']
}

export function makeSiteDeps({ publicUrl, sessionKey, otherSessionKey, verifyUrl, ...given }: Given): SiteDeps {
  const { origin, protocol, port, hostname } = new URL(publicUrl)
  return {
    basePath: basePathOf(publicUrl),
    tokens: sealedTokens(sessionKey, otherSessionKey),
    cookies: protocol === 'https:' ? siteCookies() : siteCookies(Number(port || 80)),
    ...(given.github === undefined || given.githubUrl === undefined
      ? {}
      : { provider: githubSignIn({ ...given.github, publicUrl }, githubAt(given.githubUrl)) }),
    originOf: () => origin,
    ...(given.keepApp === undefined || given.githubUrl === undefined
      ? {}
      : { signInSetup: { github: githubAt(given.githubUrl), keep: given.keepApp } }),
    ...(given.recaptcha === undefined ? {} : { captcha: askRecaptcha(given.recaptcha, [hostname], verifyUrl) })
  }
}

/** `publicUrl`: without a slash at its end. */
export const basePathOf = (publicUrl: string): string => new URL(publicUrl).pathname.replace(/\/$/, '')

/** `hostnames`: those that the page may have. */
export function askRecaptcha(
  keys: NonNullable<Config['recaptcha']>,
  hostnames: readonly string[],
  verifyUrl?: string
): Captcha {
  return recaptcha({ ...keys, hostnames, ...defined({ verifyUrl }) })
}

/** `patience`: ms for one call; for tests. */
export function githubSignIn(
  app: { clientId: string; clientSecret: string; publicUrl: string },
  github: Github,
  patience?: number
): GithubSignIn {
  const { clientId, clientSecret, publicUrl } = app
  const callbackUrl = `${publicUrl}/github/auth`
  const client = oauth({ clientId, clientSecret, callbackUrl, authorizeUrl: github.authorize, tokenUrl: github.token })
  return new GithubSignIn(client, clientId, github, new GithubUsers(github, patience), patience)
}
