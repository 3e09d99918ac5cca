/** Refusals of the site and its API, beside those that kachery clients may meet (errors.ts); made in the same way. */
import { GatewayError } from './errors.ts'

/** What a place has already. */
export interface Occupied {
  /** Of the zone that had the name before, where that was somebody else's. */
  formerOwner: string | null
  /** How many objects are there, and how large they are together; `more`: at least so many. */
  objects: number
  bytes: number
  more: boolean
  /** Zones of other gateways that use the place. */
  usedBy: { zone: string; gateway: string }[]
}

/** `more`: at least so many. */
export interface FileSum {
  files: number
  bytes: number
  more: boolean
}

/** Such as `credentials, secret access key`; programs read the path itself. */
const inWords = (path: string): string =>
  path
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split('.')
    .map(part =>
      /^\d+$/.test(part) ? `line ${Number(part) + 1}` : part.replace(/\b(id|url|uri)$/, word => word.toUpperCase())
    )
    .join(', ')

const bytes = (n: number) => `${n.toLocaleString('en-US')} bytes`

const sum = (what: string, count: number, size: number, more: boolean) =>
  `${more ? 'at least ' : ''}${count.toLocaleString('en-US')} ${what} (${bytes(size)})`

function goingOf({ there, going }: { there: FileSum; going: FileSum }): string {
  const gone = sum('files', going.files, going.bytes, going.more)
  return `Of ${sum('files', there.files, there.bytes, there.more)} that are there now, ${gone} go.`
}

function inPlaceOf(zone: string, { formerOwner, objects, bytes: size, more, usedBy }: Occupied): string {
  const sentences = [
    ...(formerOwner === null ? [] : [`Zone ${zone} belonged to ${formerOwner} before.`]),
    ...(objects === 0 ? [] : [`Its place already has ${sum('objects', objects, size, more)}.`]),
    ...usedBy.map(other => `Zone ${other.zone} of the gateway at ${other.gateway} uses it.`)
  ]
  return sentences.join(' ')
}

/** Missing parts that are named. */
const namedParts = 100

export const siteErrors = {
  // Signing in
  signedOut: () =>
    new GatewayError('unauthenticated', 'auth.signed_out', 'Your session has ended. Sign in and try again.'),
  foreignOrigin: () =>
    new GatewayError(
      'forbidden',
      'request.foreign_origin',
      'This was sent from a page of another site, so nothing was done; open the page here and try again.'
    ),
  signInOff: () =>
    new GatewayError(
      'forbidden',
      'sign_in.off',
      'Nobody can sign in to this gateway; its operator must give it the id and the secret of a GitHub OAuth app.'
    ),
  /** `reason`: a sentence. */
  badName: (reason: string) => new GatewayError('invalid', 'sign_in.bad_name', reason),
  signInByGithub: () =>
    new GatewayError(
      'conflict',
      'sign_in.by_github',
      'This gateway doesn’t ask for a name: people sign in with GitHub, or can’t sign in at all.'
    ),
  signInExpired: () =>
    new GatewayError(
      'unauthenticated',
      'sign_in.expired',
      'The sign-in took longer than 10 minutes, was used already or began in another browser, so it does not count; sign in again.'
    ),
  signInRefused: () =>
    new GatewayError(
      'unauthenticated',
      'sign_in.refused',
      'You did not let GitHub tell this gateway who you are, so you are not signed in; sign in again if you want to.'
    ),
  signInMisconfigured: (cause: unknown) =>
    new GatewayError(
      'unavailable',
      'sign_in.misconfigured',
      'GitHub doesn’t accept this gateway’s OAuth app; its operator must check the OAuth app’s id, secret and callback address.',
      { cause, retryAfter: 60 }
    ),
  setupOff: () =>
    new GatewayError(
      'conflict',
      'setup.off',
      'This gateway takes the id and the secret of its GitHub sign-in from its configuration; there is nothing to set up here.'
    ),
  setupLinkRefused: () =>
    new GatewayError(
      'not_found',
      'setup.link_refused',
      'This link doesn’t work, or not any more: it is good for an hour, once, and until the next one is made. Run npm run setup again for a new one.'
    ),
  setupDone: () =>
    new GatewayError(
      'conflict',
      'setup.done',
      'This gateway has its GitHub sign-in already. To give it another one, run npm run setup with --sign-in.'
    ),
  setupCodeRefused: () =>
    new GatewayError(
      'unprocessable',
      'setup.code_refused',
      'GitHub doesn’t say that it made an app for this gateway, so nothing was changed. Run npm run setup again for a new link.'
    ),
  setupNotKept: (cause: unknown) =>
    new GatewayError(
      'unavailable',
      'setup.not_kept',
      'GitHub made the app, but its id and secret couldn’t be kept. Delete the app at GitHub, and run npm run setup again for a new link.',
      { cause, retryAfter: 60 }
    ),
  humanNotShown: () =>
    new GatewayError(
      'forbidden',
      'captcha.failed',
      'Google reCAPTCHA does not take this for a person’s request, so nothing was done; reload the page and try again.'
    ),

  // Requests of the API
  badField: (where: string, reasons: readonly { path: string; reason: string }[]) =>
    new GatewayError(
      'invalid',
      'request.invalid',
      `The request is not valid: ${reasons.map(({ path, reason }) => `${path === '' ? where : inWords(path)} ${reason}`).join('; ')}.`,
      { details: { fields: reasons } }
    ),
  conditionMissing: () =>
    new GatewayError(
      'invalid',
      'request.condition_missing',
      'The request must say which version it changes: send the etag that was read in the header If-Match.'
    ),
  notGatewayAdministrator: () =>
    new GatewayError(
      'forbidden',
      'access.not_gateway_administrator',
      'Only an administrator of this gateway may do that; its operator lists them in the configuration.'
    ),
  userNotFound: (login: string) =>
    new GatewayError('not_found', 'user.not_found', `Nobody has signed in as ${JSON.stringify(login)} here.`),

  administersGateway: (login: string) =>
    new GatewayError(
      'unprocessable',
      'user.administers_gateway',
      `${JSON.stringify(login)} is in ADMINISTRATORS; take it out there first, or whoever signs in with it next has the gateway.`
    ),
  blocksAdministrator: (login: string) =>
    new GatewayError(
      'unprocessable',
      'user.administers_gateway',
      `${JSON.stringify(login)} administers this gateway; take it out of ADMINISTRATORS before you block it.`
    ),
  tooManyBlocked: (limit: number) =>
    new GatewayError(
      'unprocessable',
      'user.too_many_blocked',
      `${limit} logins are blocked, the most that can be; unblock some first.`
    ),
  unknownLogin: (login: string) =>
    new GatewayError(
      'unprocessable',
      'user.unknown_login',
      `GitHub has no user ${JSON.stringify(login)}; check how the login is spelled.`
    ),
  loginFree: (login: string) =>
    new GatewayError(
      'unprocessable',
      'user.login_free',
      `The login ${JSON.stringify(login)} was freed and nobody has signed in with it since; ask its user to sign in first.`
    ),

  tooManyApiKeys: (limit: number) =>
    new GatewayError(
      'unprocessable',
      'api_key.too_many',
      `You have ${limit} API keys, the most that a user can have; revoke some that you no longer need.`
    ),
  apiKeyEndsInPast: () =>
    new GatewayError(
      'unprocessable',
      'api_key.ends_in_past',
      'The API key would have ended already; choose a later day.'
    ),

  // Clients and resources
  clientNotFound: (zone: string) =>
    new GatewayError(
      'not_found',
      'client.not_found',
      `There is no such client in zone ${zone}; it may have been removed, or be registered in another zone.`
    ),
  notYourClient: () =>
    new GatewayError(
      'forbidden',
      'client.not_yours',
      'The client belongs to somebody else; only its owner may do that.'
    ),
  resourceNotFound: (zone: string) =>
    new GatewayError(
      'not_found',
      'resource.not_found',
      `There is no such resource in zone ${zone}; it may have been removed, or be in another zone.`
    ),
  notYourResource: () =>
    new GatewayError(
      'forbidden',
      'resource.not_yours',
      'The resource belongs to somebody else; only its owner may do that.'
    ),
  resourceExists: (owner: string) =>
    new GatewayError(
      'conflict',
      'resource.exists',
      `A resource of that name is there already, of user ${owner}; choose another name.`
    ),
  /** `zone`: of those in a zone where the user has no right. */
  tooManyOwned: (kind: 'client' | 'resource', limit: number, zone?: string) =>
    new GatewayError(
      'unprocessable',
      kind === 'client' ? 'client.too_many' : 'resource.too_many',
      zone === undefined
        ? `You have ${limit} ${kind}s, the most that a user can have; remove some that you no longer need.`
        : `You have ${limit} ${kind}s in zone ${zone}, the most where you have no right to upload or download; ask an administrator of the zone for one, or remove a ${kind}.`
    ),
  changedMeanwhile: (what: string) =>
    new GatewayError(
      'conflict',
      'record.changed_meanwhile',
      `Somebody else changed ${what} at the same moment; look at it again.`
    ),

  // Zones
  zoneNameTaken: (zone: string) =>
    new GatewayError('conflict', 'zone.name_taken', `The name ${zone} is taken; choose another one.`),
  /** `occupied`: for gateway administrators, who may add it all the same. */
  zoneHadBefore: (zone: string, occupied: Occupied | undefined) =>
    new GatewayError(
      'conflict',
      'zone.had_before',
      occupied === undefined
        ? `Zone ${zone} was there before, or has files already; only an administrator of the gateway can add it.`
        : `${inPlaceOf(zone, occupied)} To add the zone with all of that, send "overExisting": true.`,
      occupied === undefined ? {} : { details: { occupied } }
    ),
  placeTaken: (zone: string, other: string) =>
    new GatewayError(
      'conflict',
      'zone.place_taken',
      `Zone ${zone} can’t be there: zone ${other} uses the same bucket and directory, or one is inside the other. Choose another directory.`
    ),
  scratchUnconfirmed: (zone: string, sums: { there: FileSum; going: FileSum }) =>
    new GatewayError(
      'conflict',
      'zone.scratch_unconfirmed',
      `Anyone can upload to a scratch zone, and files that are uploaded there are deleted when their days are over. ${goingOf(sums)} To confirm, send the zone’s name: "confirm": "${zone}".`,
      { details: sums }
    ),
  removalUnconfirmed: (zone: string, there: FileSum) =>
    new GatewayError(
      'conflict',
      'zone.removal_unconfirmed',
      `Zone ${zone} has ${sum('files', there.files, there.bytes, there.more)}. They stay in its bucket, but nobody can load them through this gateway any more. To confirm, send the zone’s name: confirm=${zone}.`,
      { details: { there } }
    ),
  zoneNotEmpty: (zone: string) =>
    new GatewayError(
      'conflict',
      'zone.not_empty',
      `Zone ${zone} has files, clients or resources, whose users know it by this name; only an empty zone can be renamed.`
    ),
  zoneNameNotYours: (login: string) =>
    new GatewayError(
      'forbidden',
      'zone.name_not_yours',
      `You can name a zone ${login}, or start its name with ${login}. (with the dot); a gateway administrator can choose other names.`
    ),
  tooManyZones: (limit: number) =>
    new GatewayError(
      'unprocessable',
      'zone.too_many',
      `You have added ${limit} zones, the most that a user can; ask a gateway administrator to add more, or to remove one.`
    ),
  noDefaultBucket: () =>
    new GatewayError(
      'conflict',
      'zone.no_default_bucket',
      'This gateway has no default bucket to put a zone into; its operator must configure one.'
    ),
  zoneConfigured: (zone: string) =>
    new GatewayError(
      'conflict',
      'zone.configured',
      `Zone ${zone} is part of the gateway’s configuration; its operator changes or removes it there.`
    ),
  zoneInDefaultBucket: (zone: string) =>
    new GatewayError(
      'conflict',
      'zone.in_default_bucket',
      `Zone ${zone} uses a bucket of the gateway’s configuration, so it has no credentials of its own.`
    ),
  bucketShared: (zone: string) =>
    new GatewayError(
      'forbidden',
      'access.bucket_shared',
      `Zone ${zone} shares its bucket with other zones, so only an administrator of the gateway can test the bucket or change its CORS rules and credentials.`
    ),
  bucketAway: (zone: string, advice: string, cause: unknown) =>
    new GatewayError(
      'unavailable',
      'zone.bucket_away',
      `The bucket of zone ${zone} doesn’t answer as it should. ${advice}`,
      { cause, retryAfter: 10 }
    ),
  endpointNotYours: () =>
    new GatewayError(
      'forbidden',
      'access.endpoint_change',
      'Only an administrator of the gateway can change the endpoint of a bucket; give credentials for the one that it has.'
    ),
  badBucket: (reason: string) =>
    new GatewayError('unprocessable', 'zone.bad_bucket', `The bucket cannot be used: ${reason}.`),
  bucketTestFailed: (steps: readonly unknown[]) =>
    new GatewayError(
      'unprocessable',
      'zone.bucket_test_failed',
      'The bucket did not pass the connection test, so nothing was kept; see what its steps say.',
      { details: { steps } }
    ),
  noEncryptionKey: () =>
    new GatewayError(
      'conflict',
      'zone.no_encryption_key',
      'This gateway has no key to encrypt credentials with, so that it keeps none; its operator must set ENCRYPTION_KEY.'
    ),
  credentialsUnreadable: (zone: string, cause: unknown) =>
    new GatewayError(
      'unavailable',
      'zone.credentials_unreadable',
      `The credentials of zone ${zone} cannot be decrypted; a gateway administrator must enter them again.`,
      { cause, retryAfter: 60 }
    ),
  usageTooLarge: (zone: string, limit: number) =>
    new GatewayError(
      'unprocessable',
      'usage.too_large',
      `The usage of zone ${zone} by client has more than ${bytes(limit)} in this time; choose a shorter one.`
    ),
  webhookNotSet: (zone: string) =>
    new GatewayError('not_found', 'webhook.not_set', `Zone ${zone} has no webhook; set its address first.`),
  webhookBadAddress: (reason: string) =>
    new GatewayError(
      'unprocessable',
      'webhook.bad_address',
      `The address can’t be used: ${reason}. Nothing was changed.`
    ),
  webhookTestedJustNow: (apart: number) =>
    new GatewayError(
      'too_many',
      'webhook.tested_just_now',
      `A webhook can be tested once in ${apart / 1000} s; try again then.`,
      { retryAfter: apart / 1000 }
    ),
  webhookUnreadable: (zone: string) =>
    new GatewayError(
      'unavailable',
      'webhook.unreadable',
      `The webhook of zone ${zone} cannot be decrypted; set its address again.`,
      { retryAfter: 60 }
    ),
  settingsChanged: (details: Readonly<Record<string, unknown>>, who: string) =>
    new GatewayError(
      'changed',
      'settings.changed',
      `The settings were changed ${who} since you read them, so nothing was saved; look at the change and save again.`,
      { details }
    ),
  settingsMistake: (line: number, reason: string) =>
    new GatewayError('unprocessable', 'settings.mistake', `The settings were not saved: line ${line}: ${reason}.`, {
      details: { line, reason }
    }),
  settingsTooLarge: (limit: number) =>
    new GatewayError(
      'too_large',
      'settings.too_large',
      `The settings file may have at most ${bytes(limit)}; nothing was saved.`
    ),
  settingsTooManyUsers: (limit: number) =>
    new GatewayError(
      'unprocessable',
      'settings.too_many_users',
      `One change can switch at most ${limit} users; nothing was saved. Make several changes, or change the file's text.`
    ),
  notALogin: (name: string, reason: string) =>
    new GatewayError(
      'unprocessable',
      'settings.not_a_login',
      `Couldn't add a user: ${JSON.stringify(name)} ${reason}. Nothing was saved.`
    ),
  settingsNotSwitchable: () =>
    new GatewayError(
      'unprocessable',
      'settings.not_switchable',
      'The settings file has an alias (*name), which switches can’t change; nothing was saved. Change its text instead.'
    ),
  badLink: () =>
    new GatewayError(
      'invalid',
      'request.invalid',
      'The link isn’t complete; it ends in /z/ZONE/sha1/HASH, with a hash of 40 lower-case hex digits, or in /z/ZONE?uri= and a URI of that zone.'
    ),
  fileNotFound: (zone: string, hash: string) =>
    new GatewayError('not_found', 'file.not_found', `Zone ${zone} has no file ${hash} that you may read.`),
  fileNotYours: (zone: string, hash: string) =>
    new GatewayError('not_found', 'file.not_yours', `You have no file ${hash} in zone ${zone}.`),
  unknownTeam: (zone: string, team: string) =>
    new GatewayError(
      'unprocessable',
      'file.unknown_team',
      `Zone ${zone} has no team ${team}; nothing was saved. Zone administrators add teams.`
    ),
  unknownOrganization: (name: string) =>
    new GatewayError(
      'unprocessable',
      'file.unknown_organization',
      `This gateway can’t look up ${name} at GitHub; nothing was saved. Check the spelling of the organization.`
    ),
  shareNotFound: () =>
    new GatewayError(
      'not_found',
      'share.not_found',
      'This link doesn’t work: it ended, was used up or revoked, or never was; ask whoever gave it to you for a new one.'
    ),
  severalShared: () =>
    new GatewayError(
      'unprocessable',
      'share.several_files',
      'This link has several files; open it in a browser to see them, and add /NAME or ?sha1=HASH to read one.'
    ),
  shareNotYours: () => new GatewayError('not_found', 'share.not_yours', 'You have no such link in this zone.'),
  shareNotAllowed: (zone: string, hash: string) =>
    new GatewayError(
      'forbidden',
      'share.not_allowed',
      `You may read file ${hash} but not share it; administrators of zone ${zone} say who shares files.`
    ),
  shareBadEnd: () =>
    new GatewayError('unprocessable', 'share.bad_end', 'A link ends within a year from now; choose such a date.'),
  tooManyShareLinks: (limit: number) =>
    new GatewayError(
      'unprocessable',
      'share.too_many',
      `You have ${limit} links, which is the most; remove one that isn’t needed, such as one that has ended.`
    ),

  // Uploads in parts
  uploadUnknown: () =>
    new GatewayError(
      'not_found',
      'upload.unknown',
      'You have no such upload; it may have ended long ago, or be another account’s. Begin the upload again.'
    ),
  uploadEnded: () =>
    new GatewayError(
      'gone',
      'upload.ended',
      'This upload was aborted, or its time is up, and its parts are gone; begin the upload again.'
    ),
  uploadChanged: () =>
    new GatewayError(
      'conflict',
      'upload.changed',
      'The upload was completed or aborted at this moment; ask for its state, and go on from there.'
    ),
  uploadCompleted: () =>
    new GatewayError(
      'conflict',
      'upload.completed',
      'This upload is complete and its content is being verified, so it can’t be aborted any more.'
    ),
  noSuchPart: (number: number, count: number) =>
    new GatewayError(
      'unprocessable',
      'upload.no_such_part',
      `There is no part ${number}; the parts of this upload are numbered from 1 to ${count}.`
    ),
  partsMissing: (numbers: readonly number[]) =>
    new GatewayError(
      'unprocessable',
      'upload.parts_missing',
      `${numbers.length} parts of the upload are not there yet, the first of them part ${numbers[0]}; upload them and complete it again.`,
      { details: { missing: numbers.slice(0, namedParts) } }
    ),
  notInParts: (zone: string, limit: number) =>
    new GatewayError(
      'unprocessable',
      'upload.not_in_parts',
      `The storage of zone ${zone} takes no uploads in parts, so that a file there has at most ${bytes(limit)}.`
    ),

  scratchWithoutReaders: (zone: string) =>
    new GatewayError(
      'conflict',
      'zone.scratch_without_readers',
      `Zone ${zone} can’t be a scratch zone and have files with readers of their own: anyone uploads to a scratch zone.`
    ),
  corsNotOffered: () =>
    new GatewayError(
      'unprocessable',
      'bucket.cors_not_offered',
      'This store has no CORS rules of buckets (it answers NotImplemented). Allow the origins in the store’s own settings; on MinIO that is MINIO_API_CORS_ALLOW_ORIGIN.'
    ),
  corsNotByApi: (details: Readonly<Record<string, unknown>>) =>
    new GatewayError(
      'unprocessable',
      'bucket.cors_by_hand',
      'Google Cloud Storage takes CORS rules by its own tools only; run the commands that are shown.',
      { details }
    )
} as const
