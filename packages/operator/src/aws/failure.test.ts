import { describe, expect, it } from 'vitest'
import { OperatorError, OutOfReach } from '../operator-error.ts'
import { asking } from './failure.ts'

const failing = (name: string, more: object = {}) =>
  asking('eu-west-1', 'read it', async () => {
    throw Object.assign(new Error('geheim'), { name, ...more })
  }).catch((error: unknown) => error)

describe('what AWS says no with', () => {
  it.each([
    ['CredentialsProviderError', {}, /^There are no AWS credentials here: run "aws configure", or set AWS_PROFILE, /],
    ['UnrecognizedClientException', {}, /^AWS does not know these credentials: check AWS_PROFILE/],
    ['OptInRequired', {}, /^AWS has not activated this for the account in region eu-west-1: enable the region /],
    ['ExpiredTokenException', {}, /^The AWS credentials have expired: sign in again\.$/],
    ['Error', { code: 'ENOTFOUND' }, /^AWS does not answer for region eu-west-1 \(ENOTFOUND\): check --region/],
    ['TimeoutError', {}, /^AWS does not answer for region eu-west-1 \(no answer in time\)/]
  ])('is one sentence, and out of reach: %s', async (name, more, sentence) => {
    const error = await failing(name, more)
    expect(error).toBeInstanceOf(OutOfReach)
    expect(error).toMatchObject({ message: expect.stringMatching(sentence) })
  })

  it("names what one can't do, and the action that AWS names", async () => {
    const message = 'User: arn:aws:iam::1:user/x is not authorized to perform: ssm:GetParameters on resource: y'
    const error = await failing('AccessDeniedException', { message })
    expect(error).not.toBeInstanceOf(OutOfReach)
    expect(error).toMatchObject({
      message: "These AWS credentials can't read it (ssm:GetParameters): use those of an administrator of the account."
    })
  })

  it.each(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded'])(
    'says to wait where it was asked too often: %s',
    async name => {
      const error = await failing(name)
      expect(error).not.toBeInstanceOf(OutOfReach)
      expect(error).toMatchObject({
        message: 'AWS was asked too often, so it did not let us read it: wait for a minute, and run this again.'
      })
    }
  )

  it('repeats of anything else its name alone', async () => {
    const error = await failing('TeapotException')
    expect(error).toBeInstanceOf(OperatorError)
    expect(error).toMatchObject({ message: 'AWS did not let us read it: it says TeapotException.' })
  })

  it('stays what it is where it was told already', async () => {
    const told = new OperatorError('told')
    await expect(asking('r', 'x', () => Promise.reject(told))).rejects.toBe(told)
  })
})
