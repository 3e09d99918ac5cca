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
