/** What a failed try means: whether another may help, whether it may have been carried out, whether we are refused. */
import { DynamoDbRefusal } from './client.ts'

export interface Failure {
  /** Name, first line and status of what happened: no request, no headers, no credentials. */
  cause: Error & { status?: number }
  /** The store knows us not, or does not let us. */
  refused: boolean
  mayPass: boolean
  /** A write may have taken place although its answer says no such thing. */
  mayHaveHappened: boolean
}

const refusals = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'CredentialsProviderError',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException'
])

/** Answered before anything is done. */
const throttlings = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionConflictException'
])

const neverConnected = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTFOUND', 'EAI_AGAIN'])

export function failureOf(error: unknown): Failure {
  const name = stringAt(error, 'name') ?? 'Error'
  const code = stringAt(error, 'code')
  const status = error instanceof DynamoDbRefusal ? error.status : undefined
  const cause = Object.assign(new Error(firstLine(stringAt(error, 'message') || code || 'no message')), { name })
  const throttled = throttlings.has(name) || status === 429
  // No status: nothing that could be read came back. A 200 that could not be read has one.
  const mayPass = throttled || status === undefined || status < 300 || status >= 500
  return {
    cause: status === undefined ? cause : Object.assign(cause, { status }),
    refused: refusals.has(name) || status === 401 || status === 403,
    mayPass,
    mayHaveHappened: mayPass && !throttled && !neverConnected.has(code ?? '')
  }
}

/** Signature errors go on with the request's canonical form, its security token included, or name its authorization. */
const firstLine = (message: string) =>
  (message.split('\n', 1)[0] ?? '')
    .replace(/(authorization|credential|signature|token)\s*[=:].*$/i, '$1…')
    .slice(0, 300)

const stringAt = (of: unknown, name: string) => {
  const value = propertyOf(of, name)
  return typeof value === 'string' ? value : undefined
}

const propertyOf = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
