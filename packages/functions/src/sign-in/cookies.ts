/**
 * The cookies of the site: who is signed in, a sign-in under way, and a set-up under way. `__Host-` binds them to this host, to https and
 * to the whole site. Over http on the loopback they go without it; browsers send cookies to every port of a machine, so
 * that there their names say which gateway they are of.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

export interface SiteCookie {
  /** All values that were sent: on the loopback another program may have set one, too. */
  sent(event: APIGatewayProxyEventV2): string[]
  /** `life`: ms */
  set(value: string, life: number): string
  end(): string
}

export interface SiteCookies {
  session: SiteCookie
  signIn: SiteCookie
  setup: SiteCookie
}

/** `loopbackPort`: of a gateway that is reached over http on its own machine. */
export function siteCookies(loopbackPort?: number): SiteCookies {
  const named = (name: string) =>
    loopbackPort === undefined
      ? cookie(`__Host-kachery-${name}`, 'Path=/; Secure; HttpOnly; SameSite=Lax')
      : cookie(`kachery_${name.replace('-', '_')}_${loopbackPort}`, 'Path=/; HttpOnly; SameSite=Lax')
  return { session: named('session'), signIn: named('sign-in'), setup: named('setup') }
}

function cookie(name: string, attributes: string): SiteCookie {
  const start = `${name}=`
  return {
    sent: event => (event.cookies ?? []).filter(one => one.startsWith(start)).map(one => one.slice(start.length)),
    set: (value, life) => `${start}${value}; ${attributes}; Max-Age=${Math.floor(life / 1000)}`,
    end: () => `${start}; ${attributes}; Max-Age=0`
  }
}
