import { describe, expect, it } from 'vitest'
import { answeredBy, callerKey, FakeAws, sessionToken, variables } from '../../testing/fake-aws.ts'
import { readParameters } from './parameters.ts'
import { maxMessageBytes, sendMessage } from './queue.ts'
import { signedCalls } from './signed-call.ts'
import { readTextObject } from './text-object.ts'

const credentials = { accessKeyId: 'ASIALAMBDA', secretAccessKey: callerKey, sessionToken }
const callsTo = (aws: FakeAws, more: { endpoint?: string; timeLimit?: number; region?: string } = {}) =>
  signedCalls({ region: 'eu-west-1', credentials, send: aws.send, ...more })

/** Its message, which names no secret and no address. */
async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason
  )
  if (!(error instanceof Error)) throw new Error('it did not fail')
  for (const hidden of [callerKey, sessionToken, 'amazonaws', 'hush']) expect(error.message).not.toContain(hidden)
  return error.message
}

describe('a call to AWS', () => {
  it('is signed for its service and region, with the session of the function', async () => {
    const aws = new FakeAws()
    await readParameters(callsTo(aws), ['/a', '/b'])
    const [call] = aws.calls
    expect(call?.url.href).toBe('https://ssm.eu-west-1.amazonaws.com/')
    expect(call?.method).toBe('POST')
    expect(call?.headers.get('authorization')).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ASIALAMBDA\/\d{8}\/eu-west-1\/ssm\/aws4_request, SignedHeaders=\S*host;\S*x-amz-target, Signature=[0-9a-f]{64}$/
    )
    expect(call?.headers.get('x-amz-security-token')).toBe(sessionToken)
    expect(JSON.parse(call?.body ?? '')).toEqual({ Names: ['/a', '/b'], WithDecryption: true })
    expect(JSON.stringify([...(call?.headers ?? [])])).not.toContain(callerKey)
  })

  it('goes where AWS is, or to what answers like it', async () => {
    const aws = new FakeAws()
    await readTextObject(callsTo(aws, { region: 'cn-north-1' }), 'b', 'k')
    await readTextObject(callsTo(aws, { endpoint: 'http://127.0.0.1:5000/' }), 'b', 'k').catch(() => {})
    expect(aws.calls.map(({ url }) => url.href)).toEqual([
      'https://s3.cn-north-1.amazonaws.com.cn/b/k',
      'http://127.0.0.1:5000/b/k'
    ])
  })

  it.each([
    [500, 2, 's3 GetObject: status 500 Failure'],
    [429, 2, 's3 GetObject: status 429 Failure'],
    [403, 1, 's3 GetObject: status 403 Failure'],
    ['refused', 2, 's3 GetObject: no answer (TypeError)'],
    ['silent', 2, 's3 GetObject: no answer within 20 ms']
  ] as const)('that fails by %s is made %i times, and says which and how, not what', async (failure, times, said) => {
    const aws = new FakeAws()
    aws.failing.set('s3 GetObject', failure)
    expect(await failureOf(readTextObject(callsTo(aws, { timeLimit: 20 }), 'hush', 'hush'))).toBe(said)
    expect(aws.calls).toHaveLength(times)
  })

  it('that answers something else fails', async () => {
    const aws = new FakeAws()
    const call = signedCalls({ region: 'eu-west-1', credentials, send: answeredBy(() => new Response('<html>hush')) })
    expect(await failureOf(readParameters(call, ['/a']))).toBe('ssm GetParameters: an answer that is none')
    expect(await readParameters(callsTo(aws), [])).toEqual(new Map())
    expect(aws.calls).toEqual([])
  })
})

describe('parameters', () => {
  it('are read ten at a time', async () => {
    const aws = new FakeAws()
    await readParameters(
      callsTo(aws),
      Array.from({ length: 23 }, (_, index) => `/p${index}`)
    )
    const asked = aws.bodiesOf('ssm GetParameters').map(({ Names }) => Names)
    expect(asked).toEqual([expect.any(Array), expect.any(Array), ['/p20', '/p21', '/p22']])
    for (const names of asked) expect(names).not.toHaveLength(11)
    expect(new Set(asked.flat()).size).toBe(23)
  })

  it('are asked for four times with growing pauses where AWS throttles, and once where it refuses', async () => {
    const aws = new FakeAws()
    aws.failing.set('ssm GetParameters', 429)
    const began = Date.now()
    expect(await failureOf(readParameters(callsTo(aws), ['/hush']))).toBe('ssm GetParameters: status 429 Failure')
    expect(aws.calls).toHaveLength(4)
    expect(Date.now() - began).toBeGreaterThan((100 + 300 + 900) * 0.49)
    aws.failing.set('ssm GetParameters', 403)
    expect(await failureOf(readParameters(callsTo(aws), ['/hush']))).toBe('ssm GetParameters: status 403 Failure')
    expect(aws.calls).toHaveLength(5)
  })
})

describe('an object with a text', () => {
  it('is absent only where the store says that there is no such key', async () => {
    const aws = new FakeAws()
    expect(await readTextObject(callsTo(aws), 'b', 'k')).toBeUndefined()
    aws.gatewayConfig = 'zones: []'
    expect(await readTextObject(callsTo(aws), 'b', 'k')).toBe('zones: []')
    for (const status of [403, 404, 301]) {
      aws.failing.set('s3 GetObject', status)
      expect(await failureOf(readTextObject(callsTo(aws), 'b', 'k'))).toBe(`s3 GetObject: status ${status} Failure`)
    }
  })
})

describe('a message', () => {
  it('is sent as JSON; one that is too large is not sent, and its size is said', async () => {
    const aws = new FakeAws()
    const url = variables.LOG_ITEMS_QUEUE_URL
    await sendMessage(callsTo(aws), url, { id: 'é' })
    expect(aws.bodiesOf('sqs SendMessage')).toEqual([{ QueueUrl: url, MessageBody: '{"id":"é"}' }])
    await sendMessage(callsTo(aws), url, {}, 60)
    expect(aws.bodiesOf('sqs SendMessage').at(-1)).toEqual({ QueueUrl: url, MessageBody: '{}', DelaySeconds: 60 })
    const fits = { id: 'x'.repeat(maxMessageBytes - '{"id":""}'.length) }
    await sendMessage(callsTo(aws), url, fits)
    await expect(sendMessage(callsTo(aws), url, { id: `${fits.id}x` })).rejects.toThrow(
      `the message has ${maxMessageBytes + 1} bytes; a queue takes at most ${maxMessageBytes} in one`
    )
    expect(aws.calls).toHaveLength(3)
  })
})
