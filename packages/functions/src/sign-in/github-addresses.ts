/**
 * Where GitHub is: github.com, a company's own below ghe.com, or a GitHub Enterprise Server. This file is all that knows
 * its addresses, and whose numbers its accounts' ids are.
 */

import { isLoopback } from '@kachery-gateway/core/loopback.ts'
import * as z from 'zod'

export const githubDotCom = 'https://github.com'

/** For a sentence that begins with the name of what is set. */
export const githubUrlExpectation =
  'must be the address of a GitHub such as https://github.lab.example, without a path; http only on this very machine'

/** Its origin: what is sent there is a client secret, so that nobody on the way may read it. */
export const GithubUrl = z.string().transform((text, context) => {
  const url = URL.parse(text)
  const secured = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  const bare = url !== null && url.pathname + url.search + url.hash + url.username + url.password === '/'
  if (secured && bare) return url.origin
  context.addIssue({ code: 'custom', message: githubUrlExpectation })
  return z.NEVER
})

export interface Github {
  /** Where people are asked. */
  authorize: string
  /** Where a code becomes a token. */
  token: string
  /** Who holds a token; with an `s` and a login behind it, whose a login is. */
  user: string
  /** A page of the teams that the holder of a token is in: at most `perPage`, from 1. */
  teams(page: number, perPage: number): string
  /** Whether a token was given to an app. */
  tokenCheck(clientId: string): string
  /** Where people make OAuth apps. */
  apps: string
  /** The same, with its form filled in. */
  newOAuthApp(app: { name: string; homepage: string; callback: string }): string
  /** Takes a form with the manifest of a GitHub App, and leads back with a code and the state. */
  newApp(state: string): string
  /** What that code becomes: the app's id and secret. */
  appOf(code: string): string
  /** Accounts of another GitHub have the same numbers and are other people: their ids carry its host. */
  accountId(number: number): string
}

/** `origin`: as GithubUrl gives it. */
export function githubAt(origin: string): Github {
  const { host } = new URL(origin)
  return {
    authorize: `${origin}/login/oauth/authorize`,
    token: `${origin}/login/oauth/access_token`,
    user: `${apiOf(origin, host)}/user`,
    teams: (page, perPage) => `${apiOf(origin, host)}/user/teams?per_page=${perPage}&page=${page}`,
    tokenCheck: clientId => `${apiOf(origin, host)}/applications/${encodeURIComponent(clientId)}/token`,
    apps: `${origin}/settings/developers`,
    newOAuthApp: ({ name, homepage, callback }) => {
      const query = new URLSearchParams({
        'oauth_application[name]': name,
        'oauth_application[url]': homepage,
        'oauth_application[callback_url]': callback
      })
      return `${origin}/settings/applications/new?${query}`
    },
    newApp: state => `${origin}/settings/apps/new?${new URLSearchParams({ state })}`,
    appOf: code => `${apiOf(origin, host)}/app-manifests/${encodeURIComponent(code)}/conversions`,
    accountId: number => (origin === githubDotCom ? String(number) : `${number}@${host}`)
  }
}

const apiOf = (origin: string, host: string) =>
  origin === githubDotCom || host.endsWith('.ghe.com') ? `https://api.${host}` : `${origin}/api/v3`
