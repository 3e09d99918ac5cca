/** Refusals that only a gateway on one machine knows: of its server and its sign-in. The others are core's errors. */
import { GatewayError } from '@kachery-gateway/core/errors.ts'

export const localErrors = {
  wrongHost: (url: string) =>
    new GatewayError(
      'forbidden',
      'request.wrong_host',
      `This gateway answers only under its own address, ${url}; use that one (behind a proxy, set PUBLIC_URL).`
    ),
  malformedTarget: () =>
    new GatewayError(
      'invalid',
      'request.malformed',
      'The address of the request is malformed; it is a path such as /api/gateway.'
    ),
  foreignOrigin: () =>
    new GatewayError(
      'forbidden',
      'request.foreign_origin',
      'This was sent from a page of another site, so nothing was done; open the page here and press its button.'
    ),
  signInElsewhere: (url: string) =>
    new GatewayError(
      'forbidden',
      'sign_in.elsewhere',
      `Signing in here asks just for a name, so it works only on the machine that the gateway runs on; open this gateway there, at ${url}.`
    ),
  signInOff: () =>
    new GatewayError(
      'forbidden',
      'sign_in.off',
      'Signing in here asks just for a name, so it is off while PUBLIC_URL lets others reach this gateway. Its operator can have people sign in with GitHub (GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET), or start it without PUBLIC_URL, sign in and register clients on its own machine. Then start it with PUBLIC_URL again; registered clients keep working.'
    ),
  badName: (reason: string) => new GatewayError('invalid', 'sign_in.bad_name', reason),
  /** `freeBytes`: what is left. */
  diskFull: (cause: unknown, freeBytes: number) =>
    new GatewayError(
      'unavailable',
      'store.disk_full',
      `The disk of this gateway is full (${freeBytes.toLocaleString('en-US')} bytes are left), so nothing was stored; its operator must make room, and you can try again then.`,
      { cause, retryAfter: 60 }
    ),
  siteNotBuilt: () =>
    new GatewayError(
      'unavailable',
      'site.not_built',
      'The site of this gateway is not built; run: npm run build:site. Kachery clients work without it.'
    )
} as const
