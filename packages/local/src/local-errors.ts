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
      `Signing in here asks just for a name, so it works only on the machine that the gateway runs on; open the same page there, at ${url}.`
    ),
  signInOff: () =>
    new GatewayError(
      'forbidden',
      'sign_in.off',
      'Signing in here asks just for a name, so it is off while PUBLIC_URL lets others reach this gateway. Its operator can start it without PUBLIC_URL, sign in and register clients on its own machine, and start it with PUBLIC_URL again: registered clients keep working.'
    ),
  badName: (reason: string) => new GatewayError('invalid', 'sign_in.bad_name', reason),
  badClientId: () =>
    new GatewayError(
      'invalid',
      'client.bad_id',
      'The link does not name a client: after the slash come 64 digits and letters a to f. Copy the whole link that kachery-cloud-init printed.'
    ),
  badLink: () =>
    new GatewayError(
      'invalid',
      'client.bad_link',
      'The signature in the link does not fit the client, so the link is incomplete, changed, or not the client’s own. Copy the whole link that kachery-cloud-init printed, or run it again for a new one.'
    ),
  badZoneName: () =>
    new GatewayError(
      'invalid',
      'zone.bad_name',
      'The link names no possible zone; a zone name has letters, digits, dots, hyphens and underscores. Check KACHERY_ZONE.'
    ),
  badLabel: (limit: number) =>
    new GatewayError(
      'invalid',
      'client.bad_label',
      `The client’s label is longer than ${limit} characters; choose a shorter one in the link, after label=.`
    ),
  clientNotFound: (zone: string) =>
    new GatewayError(
      'not_found',
      'client.not_found',
      `There is no such client in zone ${zone}; run kachery-cloud-init to register one, or add ?zone=… to the address where it is in another zone.`
    )
} as const
