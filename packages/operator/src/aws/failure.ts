/** What AWS, or the way to it, says no with, as a sentence for the operator. */
import { codeOf, OperatorError, OutOfReach } from '../operator-error.ts'

const refusedKeys = /^(UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|AuthFailure)/
const expired = /^(ExpiredToken|RequestExpired|TokenRefreshRequired)/
const throttled = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/
const notEnabled = /^(OptInRequired|SubscriptionRequired)/
const denied = /^(AccessDenied|UnauthorizedOperation|AuthorizationError)/

/** Runs a call to AWS; throws OperatorError. `what`: what could not be done, as in "could not read …". */
export async function asking<T>(region: string, what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof OperatorError) throw error
    throw failureOf(error, region, what)
  }
}

function failureOf(error: unknown, region: string, what: string): OperatorError {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: '' }
  const outOfReach = (sentence: string) => new OutOfReach(sentence, error)
  if (name === 'CredentialsProviderError')
    return outOfReach(
      'There are no AWS credentials here: run "aws configure", or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.'
    )
  if (refusedKeys.test(name))
    return outOfReach(
      `AWS does not know these credentials: check AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that region ${region} is enabled in the account.`
    )
  if (expired.test(name)) return outOfReach('The AWS credentials have expired: sign in again.')
  if (notEnabled.test(name))
    return outOfReach(
      `AWS has not activated this for the account in region ${region}: enable the region in the console; a new account waits for up to a day after a payment method was added.`
    )
  if (throttled.test(name))
    return new OperatorError(
      `AWS was asked too often, so it did not let us ${what}: wait for a minute, and run this again.`,
      error
    )
  const system = codeOf(error) ?? /no answer \((E[A-Z_]+)\)/.exec(message)?.[1]
  if ((system !== undefined && /^E[A-Z_]+$/.test(system)) || name === 'TimeoutError')
    return outOfReach(
      `AWS does not answer for region ${region} (${system ?? 'no answer in time'}): check --region and the network.`
    )
  if (denied.test(name)) {
    const [, action] = /not authorized to perform: ([\w:*-]+)/.exec(message) ?? []
    const which = action === undefined ? '' : ` (${action})`
    return new OperatorError(
      `These AWS credentials can't ${what}${which}: use those of an administrator of the account.`,
      error
    )
  }
  return new OperatorError(`AWS did not let us ${what}: it says ${name}.`, error)
}

/** Whether AWS said so of itself: `names` are those of its errors. */
export const isNamed = (error: unknown, ...names: string[]): boolean =>
  error instanceof Error && names.includes(error.name)
