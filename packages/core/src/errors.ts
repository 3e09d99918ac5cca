/**
 * Every refusal of the gateway, made by a factory below. An error carries a dotted code that never changes and one
 * sentence for the person who reads it in a traceback: what was wrong and what to do. `kind` says which family it is
 * of; packages/functions/src/http/status.ts maps kinds to HTTP statuses, the one place that does.
 */

import { type Audience, audiences, type Words } from './audience.ts'

export type ErrorKind =
  | 'invalid' // the request is malformed: sending it again will not help
  | 'unauthenticated' // we do not believe who is calling
  | 'forbidden' // we do, and they may not
  | 'not_found'
  | 'gone' // it was once, in an older version
  | 'wrong_method' // it is there for other methods, which `details.allow` names
  | 'conflict'
  | 'too_large'
  | 'too_many' // a limit in time: try again later
  | 'unprocessable' // well-formed, but what it says is not true
  | 'changed' // somebody else was faster: look at what there is now
  | 'pending' // the gateway is still at work on it: try again
  | 'unavailable' // a store did not answer as it should: try again

/** Names from old records stand in sentences: what breaks a line or hides text is not shown. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

export class GatewayError extends Error {
  readonly kind: ErrorKind
  readonly code: string
  /** Seconds to wait before another try; set on `pending`, `unavailable` and `too_many` only. */
  readonly retryAfter: number | undefined
  /** What programs need to know beside the code; no secrets, and only what the caller may see. */
  readonly details: Readonly<Record<string, unknown>> | undefined

  readonly #sentence: Sentence

  constructor(
    kind: ErrorKind,
    code: string,
    sentence: Sentence,
    options: { cause?: unknown; retryAfter?: number; details?: Readonly<Record<string, unknown>> } = {}
  ) {
    super(said(sentence, 'v1'), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'GatewayError'
    this.kind = kind
    this.code = code
    this.retryAfter = options.retryAfter
    this.details = options.details
    this.#sentence = sentence
  }

  /** `message`, in the words of whoever reads it. */
  sentenceFor(audience: Audience): string {
    return said(this.#sentence, audience)
  }
}

type Sentence = string | ((words: Words, audience: Audience) => string)

const said = (sentence: Sentence, audience: Audience): string =>
  (typeof sentence === 'string' ? sentence : sentence(audiences[audience], audience)).replace(unseen, '?')

const seconds = (ms: number) => `${Math.round(Math.abs(ms) / 1000)} s`

/** Sizes for people, decimal units. */
const bytes = (n: number) => `${n.toLocaleString('en-US')} bytes`

const algorithmOf = (digest: string) => (digest.length === 64 ? 'SHA-256' : 'SHA-1')

export const errors = {
  // The request itself
  bodyMissing: () =>
    new GatewayError(
      'invalid',
      'request.empty',
      (_, audience) => `The request has no body; send a JSON object${audience === 'v1' ? ' with a payload' : ''}.`
    ),
  bodyTooLarge: (limit: number) =>
    new GatewayError(
      'too_large',
      'request.too_large',
      `The request body is larger than ${bytes(limit)}, the most that is read.`
    ),
  notUtf8: () => new GatewayError('invalid', 'request.not_utf8', 'The request body is not valid UTF-8 text.'),
  notJson: (reason: string) =>
    new GatewayError('invalid', 'request.not_json', `The request body is not acceptable JSON: ${reason}.`),
  badRequest: (reason: string) =>
    new GatewayError('invalid', 'request.invalid', `The request is not valid: ${reason}.`),
  unknownRequestType: (known: readonly string[]) =>
    new GatewayError(
      'invalid',
      'request.unknown_type',
      `payload.type is unknown; it must be one of ${known.join(', ')}.`
    ),
  routeNotFound: (method: string, path: string) =>
    new GatewayError('not_found', 'route.not_found', `There's nothing at ${method} ${path}.`),
  wrongMethod: (method: string, path: string, allow: readonly string[]) =>
    new GatewayError(
      'wrong_method',
      'route.wrong_method',
      `Method ${method} doesn't work at ${path}; use ${allow.join(' or ')}.`,
      {
        details: { allow }
      }
    ),
  clientTooOld: (publicUrl: string) =>
    new GatewayError(
      'gone',
      'client.too_old',
      `This version of kachery-cloud is too old for this gateway; run pip install --upgrade kachery-cloud, and set KACHERY_GATEWAY_URL=${publicUrl}.`
    ),

  originSecretMissing: () =>
    new GatewayError(
      'forbidden',
      'request.origin_secret_missing',
      ({ gateway }) =>
        `This address only answers the gateway's CDN; use the gateway's public URL, which its operator knows, as ${gateway}.`
    ),
  answerTooLarge: (limit: number) =>
    new GatewayError(
      'too_large',
      'request.answer_too_large',
      `The answer would be larger than ${bytes(limit)}, the most that can be sent; ask for less at a time.`
    ),

  // Who is calling
  wrongClock: (serverTime: number, ahead: number, tolerance: number) =>
    new GatewayError(
      'unauthenticated',
      'auth.wrong_clock',
      `The request's timestamp is ${seconds(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} the gateway's clock, which says ${new Date(serverTime).toISOString()}; at most ${seconds(tolerance)} is accepted, so set your computer's clock and try again.`
    ),
  badSignature: (clientId: string) =>
    new GatewayError('unauthenticated', 'auth.bad_signature', ({ newClient }, audience) =>
      audience === 'site'
        ? `The signature is not one of client ${clientId.slice(0, 8)}…; copy its whole link once more, or ${newClient}.`
        : `The signature does not fit the request and client ${clientId}; check that private.pem and public.pem in your kachery directory belong together, or ${newClient}.`
    ),
  repeatedRequest: () =>
    new GatewayError(
      'conflict',
      'auth.repeated_request',
      'This request was sent before. A deletion works once; sign a new request with a new timestamp.'
    ),
  incompleteSignature: () =>
    new GatewayError(
      'invalid',
      'auth.incomplete_signature',
      'A signed request needs both fromClientId (64 lower-case hex digits) and signature (128 lower-case hex digits).'
    ),
  incompleteClientHeader: () =>
    new GatewayError(
      'invalid',
      'auth.incomplete_signature',
      'The header authorization must be Kachery-Client, the client’s id (64 lower-case hex digits), the time (ms since 1970) and the signature (128 lower-case hex digits), with one space between them.'
    ),
  badRequestSignature: (clientId: string, url: string) =>
    new GatewayError(
      'unauthenticated',
      'auth.bad_signature',
      `The signature does not fit this request and client ${clientId.slice(0, 8)}…; sign its method, body and time, and the address ${url}.`
    ),
  signedForOther: (other: string, publicUrl: string) =>
    new GatewayError(
      'unauthenticated',
      'auth.other_gateway',
      `The request is signed for ${other}, but this gateway is ${publicUrl}; use and sign that address.`
    ),
  clientWithoutAccount: (clientId: string, owner: string, publicUrl: string) =>
    new GatewayError(
      'forbidden',
      'access.client_without_account',
      `Client ${clientId.slice(0, 8)}… belongs to ${owner}, who has never signed in to this gateway; sign in once at ${publicUrl}, and try again.`
    ),
  cookieAndSignature: () =>
    new GatewayError(
      'invalid',
      'auth.two_identities',
      'The request is signed by a client and carries a session’s cookie as well; send one of the two.'
    ),
  twoIdentities: () =>
    new GatewayError(
      'invalid',
      'auth.two_identities',
      'The request is signed by a client and carries a GitHub token as well; send one of the two.'
    ),
  incompleteGithubIdentity: () =>
    new GatewayError(
      'invalid',
      'auth.incomplete_github_identity',
      'A call for a GitHub user needs both githubUserId and githubAccessToken.'
    ),
  badGithubToken: (login: string) =>
    new GatewayError(
      'unauthenticated',
      'auth.bad_github_token',
      `The access token is not one of user ${login}; sign in again to get a new one.`
    ),
  noGithubIdentities: () =>
    new GatewayError(
      'unauthenticated',
      'auth.github_not_configured',
      'This gateway is not set up to check GitHub tokens; sign the request with a registered client instead.'
    ),
  loginBoundElsewhere: (login: string) =>
    new GatewayError(
      'forbidden',
      'auth.login_bound_elsewhere',
      `The login ${login} belongs to another account on this gateway; a gateway administrator can release it.`
    ),

  loginBlocked: (login: string, administrators: readonly string[]) =>
    new GatewayError(
      'forbidden',
      'auth.login_blocked',
      `The login ${login} is blocked on this gateway; ask one of its administrators${administrators.length === 0 ? '' : ` (${administrators.slice(0, 5).join(', ')})`}.`
    ),
  badApiKey: () =>
    new GatewayError(
      'unauthenticated',
      'auth.bad_api_key',
      ({ useApiKey }) =>
        `The API key isn't valid, or was revoked. Make a new one in My account on the site of this gateway, and ${useApiKey}.`
    ),

  /** `ended`: ms since the epoch. */
  apiKeyEnded: (name: string, ended: number) =>
    new GatewayError(
      'unauthenticated',
      'auth.api_key_ended',
      ({ useApiKey }) =>
        `The API key "${name}" ended on ${new Date(ended).toISOString().slice(0, 10)}. Make a new one in My account on the site of this gateway, and ${useApiKey}.`
    ),

  // Permission
  beyondApiKey: (name: string, scope: string, zone: string, action: string, publicUrl: string) =>
    new GatewayError(
      'forbidden',
      'access.api_key_scope',
      `The API key "${name}" can only ${scope}, so it can't ${action} in zone ${zone}; use another key, or make one at ${publicUrl}/account.`
    ),
  clientNotRegistered: (clientId: string, zone: string, action: string, link: string) =>
    new GatewayError(
      'forbidden',
      'access.client_not_registered',
      (_, audience) =>
        `Client ${clientId.slice(0, 8)}… is not registered in zone ${zone}, so it can't ${action}; ${audience === 'site' ? 'register it there first' : `run kachery-cloud-init with KACHERY_ZONE=${zone} and open the link that it prints (it begins with ${link})`}.`
    ),
  signInNeeded: (zone: string, action: string, publicUrl: string) =>
    new GatewayError(
      'forbidden',
      'access.anonymous',
      ({ identify }) => `Zone ${zone} does not let just anyone ${action}; ${identify(publicUrl)}.`
    ),
  notPermitted: (who: string, zone: string, action: string, administrators: readonly string[]) =>
    new GatewayError(
      'forbidden',
      'access.not_permitted',
      `${who} can't ${action} in zone ${zone}; ask an administrator of the zone for permission${administrators.length === 0 ? '' : ` (${administrators.join(', ')})`}.`
    ),
  /** `page`: where the zone's administrators say who may do what. */
  notPermittedYet: (who: string, zone: string, action: string, page: string) =>
    new GatewayError(
      'forbidden',
      'access.not_permitted',
      `${who} can't ${action} in zone ${zone} yet; you administer the zone, so allow it at ${page}.`
    ),
  notZoneOwner: (zone: string, action: string, owner: string | undefined) =>
    new GatewayError(
      'forbidden',
      'access.not_zone_owner',
      `Only the owner of zone ${zone}${owner === undefined ? '' : ` (${owner})`} or a gateway administrator can ${action}.`
    ),
  sessionNeeded: (zone: string, action: string) =>
    new GatewayError(
      'forbidden',
      'access.session_needed',
      `Zone ${zone} doesn't let GitHub tokens or API keys ${action}; sign the request with a registered client of an administrator, or use the site of this gateway.`
    ),

  clientOwnedByOther: (clientId: string, owner: string) =>
    new GatewayError(
      'conflict',
      'client.owned_by_other',
      ({ newClient }) =>
        `Client ${clientId.slice(0, 8)}… is registered by user ${owner} already; ask them to remove it, or ${newClient}.`
    ),

  clientRemoved: (clientId: string, zone: string) =>
    new GatewayError(
      'forbidden',
      'client.removed',
      ({ newClient }) =>
        `Client ${clientId.slice(0, 8)}… was removed from zone ${zone}. Ask its former owner or a zone administrator to register it again, or ${newClient}.`
    ),

  // Zones
  zoneNotFound: (zone: string) =>
    new GatewayError('not_found', 'zone.not_found', (words, audience) =>
      audience === 'site'
        ? `Zone ${JSON.stringify(zone)} doesn't exist on this gateway; check ${words.zone}.`
        : `There is no zone ${JSON.stringify(zone)} on this gateway; check ${words.zone} and ${words.gateway}.`
    ),
  zoneConfigurationWrong: (zone: string) =>
    new GatewayError(
      'unavailable',
      'zone.configuration_wrong',
      `This gateway can't find out where zone ${JSON.stringify(zone)} is: GATEWAY_CONFIG, its list of zones, has a mistake. Its operator must fix it.`,
      { retryAfter: 60 }
    ),
  zoneBucketUnknown: (zone: string, bucketName: string) =>
    new GatewayError(
      'unavailable',
      'zone.bucket_unknown',
      `Zone ${zone} lives in bucket ${JSON.stringify(bucketName)}, which this gateway's configuration does not have; its operator must add it.`,
      { retryAfter: 60 }
    ),
  unsafeBucket: (zone: string) =>
    new GatewayError(
      'unavailable',
      'zone.unsafe_bucket',
      `Zone ${zone} accepts no uploads at the moment: its bucket obeys upload headers that nobody signed, so uploads there aren't safe. Ask the zone's administrator; the zone's Storage page says how to fix it.`,
      { retryAfter: 600 }
    ),
  settingsInvalid: (zone: string, reason: string) =>
    new GatewayError(
      'forbidden',
      'zone.settings_invalid',
      `The settings of zone ${zone} have a mistake, so nothing is allowed there: settings/authorizationSettings.yaml, ${reason}; a zone administrator must correct the file.`
    ),

  // Files
  fileTooLarge: (size: number, limit: number) =>
    new GatewayError(
      'too_large',
      'file.too_large',
      `The file has ${bytes(size)}; a file may have at most ${bytes(limit)}, so store it in parts.`
    ),
  emptyFileHash: () =>
    new GatewayError(
      'unprocessable',
      'file.size_contradicts_hash',
      'The size and the hash contradict each other: da39a3ee5e6b4b0d3255bfef95601890afd80709 is the SHA-1 of the empty file, and of no other; e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 is its SHA-256.'
    ),
  foreignObjectKey: () =>
    new GatewayError(
      'invalid',
      'upload.foreign_key',
      "This gateway did not issue this objectKey for this zone and hash; finalize with the objectKey of initiateFileUpload's answer."
    ),
  noWork: () =>
    new GatewayError(
      'unprocessable',
      'upload.no_work',
      'workToken does not show the work that is asked for: the SHA-1 of the text hash+workToken must begin with 13 zero bits; use a kachery client that makes such tokens.'
    ),
  scratchFileTooLarge: (size: number, limit: number, zone: string) =>
    new GatewayError(
      'too_large',
      'scratch.file_too_large',
      `The file has ${bytes(size)}; zone ${zone} is for scratch files of at most ${bytes(limit)}, so store it in a zone of your own.`
    ),
  dailyUploadQuotaExceeded: (zone: string, files: number, size: number, retryAfter: number) =>
    new GatewayError(
      'too_many',
      'scratch.day_is_full',
      `Zone ${zone} takes ${files.toLocaleString('en-US')} files and ${bytes(size)} a day, and today’s are taken; store the file in a zone of your own, or after midnight UTC.`,
      { retryAfter }
    ),
  scratchShareUsed: (zone: string, retryAfter: number) =>
    new GatewayError(
      'too_many',
      'scratch.share_is_used',
      `Unsigned uploads from your address have used half of zone ${zone}'s daily limit, the most one address can use. Register a client, store the file in a zone of your own, or try again after midnight UTC.`,
      { retryAfter }
    ),
  otherSize: (announced: number, actual: number) =>
    new GatewayError(
      'unprocessable',
      'file.other_size',
      `The file of this hash has ${bytes(actual)}, not ${bytes(announced)}; store it again, so that its size and hash are computed again.`
    ),
  otherSha256: (announced: string, actual: string) =>
    new GatewayError(
      'unprocessable',
      'file.other_sha256',
      `The file of this SHA-1 has SHA-256 ${actual}, not ${announced}; compute both hashes of your file again.`
    ),
  encodedInFallback: (hash: string, bucket: string) =>
    new GatewayError(
      'unprocessable',
      'file.encoded',
      `File ${hash} can't be loaded as it is: ${bucket} stores it with a content-encoding, which changes its bytes on download. Store it again, or ask the bucket's owner to remove the content-encoding.`
    ),
  uploadNotFound: () =>
    new GatewayError(
      'not_found',
      'upload.not_found',
      'Nothing has been uploaded under this objectKey; upload the file to signedUploadUrl first, or begin again with initiateFileUpload.'
    ),
  wrongSize: (expected: number, actual: number) =>
    new GatewayError(
      'unprocessable',
      'upload.wrong_size',
      `The uploaded object has ${bytes(actual)} where ${bytes(expected)} were announced; it was removed, so store the file again.`
    ),
  wrongContent: (expected: string, actual: string) =>
    new GatewayError(
      'unprocessable',
      'upload.wrong_content',
      `The uploaded bytes have ${algorithmOf(actual)} ${actual}, not ${expected}; they were removed, so store the file again (it may have changed while it was read).`
    ),
  sha1Collision: (sha1: string) =>
    new GatewayError(
      'unprocessable',
      'file.sha1_collision',
      `The uploaded bytes were made to collide under SHA-1: other content can have the same SHA-1, ${sha1}. They were removed; such files can’t be shared by their SHA-1.`
    ),

  /** `since`: ms since the epoch; `takes`, `retryAfter`: s. */
  beingVerified: (
    hash: string,
    size: number,
    { since, takes, retryAfter }: { since: number; takes: number; retryAfter: number }
  ) =>
    new GatewayError(
      'pending',
      'file.being_verified',
      `File ${hash} was uploaded and the gateway is verifying its content, since ${new Date(since).toISOString()}; ${bytes(size)} take about ${takes} s, so try again in ${retryAfter} s.`,
      { retryAfter }
    ),
  beingDeleted: (hash: string) =>
    new GatewayError(
      'unavailable',
      'file.being_deleted',
      `File ${hash} is being deleted; try again in a few seconds.`,
      {
        retryAfter: 5
      }
    ),

  // Stores
  storeUnavailable: (what: string, cause: unknown) =>
    new GatewayError(
      'unavailable',
      'store.unavailable',
      `The gateway cannot reach ${what} at the moment; try again in a few seconds.`,
      {
        cause,
        retryAfter: 2
      }
    ),
  storeRefused: (what: string, cause: unknown) =>
    new GatewayError(
      'unavailable',
      'store.refused',
      `The gateway is refused by ${what}; its operator should check the credentials, and you can try again later.`,
      { cause, retryAfter: 30 }
    ),
  objectTooLarge: (what: string, limit: number) =>
    new GatewayError(
      'unprocessable',
      'object.too_large',
      `${what} is larger than ${bytes(limit)}, the most that is read of it; its owner should look at what was stored there.`
    ),
  recordTooLarge: (size: number, limit: number) =>
    new GatewayError(
      'too_large',
      'registry.record_too_large',
      `What is to be kept has ${bytes(size)} as JSON; the registry keeps at most ${bytes(limit)} in one record.`
    ),
  recordMalformed: (kind: string, cause: unknown) =>
    new GatewayError(
      'unavailable',
      'registry.malformed_record',
      `A record of kind ${kind} in the gateway's registry cannot be read; its operator must fix it. Try again later.`,
      { cause, retryAfter: 60 }
    ),
  secretsUnread: (cause: unknown) =>
    new GatewayError(
      'unavailable',
      'gateway.secrets_unread',
      'The gateway cannot read its secrets at the moment; try again in a few seconds.',
      { cause, retryAfter: 2 }
    ),
  deploymentIncomplete: (what: string) =>
    new GatewayError(
      'unavailable',
      'gateway.deployment_incomplete',
      `The gateway lacks ${what}, which its deployment makes; its operator must deploy it again.`,
      { retryAfter: 60 }
    ),
  jobOvertaken: (zone: string) =>
    new GatewayError(
      'unavailable',
      'job.overtaken',
      `Another run of the job is at work in zone ${zone}, so this one stopped there; the next run looks again.`,
      { retryAfter: 60 }
    ),
  usageUnreadable: (zone: string, key: string) =>
    new GatewayError(
      'unavailable',
      'usage.checkpoint_unreadable',
      `What was counted of zone ${zone} can't be read beyond ${key}; count it again with count-usage --full.`,
      { retryAfter: 60 }
    ),
  logItemsStay: (zone: string) =>
    new GatewayError(
      'unavailable',
      'job.log_items_stay',
      `Log items of zone ${zone} stay in the ephemeral store although they were removed; its operator must look at the collection logItems.`,
      { retryAfter: 60 }
    ),
  tooSlow: () =>
    new GatewayError(
      'unavailable',
      'gateway.too_slow',
      'The stores behind the gateway took too long to answer; try again in a few seconds.',
      { retryAfter: 2 }
    ),
  notRecorded: (cause: unknown) =>
    new GatewayError(
      'unavailable',
      'activity.not_recorded',
      'The request could not be recorded, so it was not answered; try again in a few seconds.',
      { cause, retryAfter: 2 }
    )
} as const
