/**
 * Whether people may sign in by just a name: only where GitHub does not say who they are, and where nobody but this
 * machine's own users is meant to reach the gateway. Behind a proxy nothing in a request tells who made it: nginx, as it comes, sends all of them on as requests
 * to 127.0.0.1, from 127.0.0.1.
 */

import { isLoopback } from '@kachery-gateway/core/loopback.ts'
import type { Config } from '@kachery-gateway/functions/config.ts'

/** How people sign in. `off`: nobody can. */
export function signInWay({ github, publicUrl }: Pick<Config, 'github' | 'publicUrl'>): 'github' | 'name' | 'off' {
  if (github !== undefined) return 'github'
  return signsInByName(publicUrl) ? 'name' : 'off'
}

/** `publicUrl`: PUBLIC_URL, which leads others here unless it is an address of this machine to itself. */
export const signsInByName = (publicUrl: string | undefined): boolean =>
  publicUrl === undefined || isLoopback(new URL(publicUrl).hostname)
