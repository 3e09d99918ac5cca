/**
 * How people sign in to a gateway on one machine: with GitHub, as on AWS, where its operator gave it an OAuth app; else
 * by name, where nobody but this machine's own users can reach it.
 */
import { join } from 'node:path'
import type { IdentityProvider } from '@kachery-gateway/core/stores/identity-provider.ts'
import type { Config } from '@kachery-gateway/functions/config.ts'
import { header } from '@kachery-gateway/functions/http/request.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import { siteCookies } from '@kachery-gateway/functions/sign-in/cookies.ts'
import { askRecaptcha, basePathOf, makeSiteDeps } from '@kachery-gateway/functions/sign-in/make-site-deps.ts'
import { githubIdentities } from '@kachery-gateway/functions/sign-in/own-app-tokens.ts'
import { sealedTokens } from '@kachery-gateway/functions/sign-in/sealed-tokens.ts'
import type { SiteDeps } from '@kachery-gateway/functions/sign-in/site-deps.ts'
import { keptSecret } from '../data/kept-secret.ts'
import { loopbackNames, type OwnHosts } from '../server/own-hosts.ts'
import { StartError } from '../start-error.ts'
import { LocalIdentityProvider } from './local-identity-provider.ts'
import { signInWay, signsInByName } from './local-only.ts'

interface SignInDeps {
  config: Config
  /** The folder of this gateway's secrets. */
  keys: string
  port: number
  /** `http://127.0.0.1:<port>` */
  localUrl: string
  hosts: OwnHosts
  gateway(): Promise<Gateway>
  /** Of reCAPTCHA; elsewhere for tests. */
  verifyUrl?: string
}

interface SignIn {
  deps: SiteDeps
  /** Absent: nobody can say who anybody is. */
  identityProvider?: IdentityProvider
  /** Whether it would be a name that says who somebody is, were it not off; else it is GitHub. */
  byName: boolean
}

/** Throws StartError where what the operator says would not do. */
export const openSignIn = (deps: SignInDeps): Promise<SignIn> =>
  deps.config.github === undefined ? byName(deps) : withGithub(deps)

async function withGithub({ config, keys, localUrl, verifyUrl }: SignInDeps): Promise<SignIn> {
  const { publicUrl = localUrl, github, githubUrl, recaptcha } = config
  if (!publicUrl.startsWith('https://') && !signsInByName(publicUrl)) {
    throw new StartError(
      'PUBLIC_URL must begin with https:// where people sign in with GitHub, or others on the network can take over their sessions. Give the proxy before this gateway a certificate, or leave GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET out.'
    )
  }
  // Not the key of the sessions by name: whoever said to be somebody has not shown it.
  const sessionKey = await keptSecret(join(keys, 'github-session-key'), 32)
  const given = { ...(github && { github }), ...(githubUrl && { githubUrl }), ...(recaptcha && { recaptcha }) }
  const identityProvider = githubIdentities(config)
  return {
    deps: makeSiteDeps({ publicUrl, sessionKey, ...given, ...(verifyUrl && { verifyUrl }) }),
    byName: false,
    ...(identityProvider && { identityProvider })
  }
}

async function byName({ config, keys, port, localUrl, hosts, gateway, verifyUrl }: SignInDeps): Promise<SignIn> {
  const { publicUrl = localUrl, recaptcha } = config
  const tokens = sealedTokens(await keptSecret(join(keys, 'session-key'), 32))
  const provider = new LocalIdentityProvider(tokens, gateway)
  const on = signInWay(config) === 'name'
  const hostnames = [new URL(publicUrl).hostname, ...loopbackNames]
  const deps: SiteDeps = {
    tokens,
    cookies: siteCookies(port),
    ...(on ? { provider } : {}),
    basePath: basePathOf(publicUrl),
    originOf: event => (on ? hosts.loopbackOriginOf(header(event, 'host')) : undefined),
    ...(recaptcha === undefined ? {} : { captcha: askRecaptcha(recaptcha, hostnames, verifyUrl) })
  }
  return { deps, byName: true, ...(on ? { identityProvider: provider } : {}) }
}
