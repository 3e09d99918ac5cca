import { describe, expect, it } from 'vitest'
import { FakeAws, originSecret, publicUrl, variables } from '../../testing/fake-aws.ts'
import { signedCalls } from '../aws/signed-call.ts'
import { functions, type Secret } from './functions.ts'
import { secretsOf } from './secrets.ts'

const seconds = (n: number) => n * 1000
const credentials = { accessKeyId: 'ASIALAMBDA', secretAccessKey: 'own-secret' }

function fixture(names: readonly Secret[] = functions.gateway.secrets, timeLimit = 1000) {
  const aws = new FakeAws()
  const { now, logger } = aws.overrides
  const call = signedCalls({ region: 'eu-west-1', credentials, send: aws.send, timeLimit })
  return { aws, secrets: secretsOf({ call, names, environment: variables, now, logger }) }
}

describe('the secrets of a function', () => {
  it.each(Object.entries(functions))(
    '%s are those of its entry, at most ten, in one call',
    async (_, { secrets: names }) => {
      const { aws, secrets } = fixture(names)
      aws.gatewayConfig = 'zones: []'
      await Promise.all([secrets(), secrets()])
      const parameters = names.filter(name => name !== 'GATEWAY_CONFIG')
      const [asked] = aws.bodiesOf('ssm GetParameters')
      expect(aws.count('ssm GetParameters')).toBe(1)
      expect(asked?.Names).toHaveLength(parameters.length)
      expect(parameters.length).toBeLessThanOrEqual(10)
      expect(aws.count('s3 GetObject')).toBe(names.length - parameters.length)
    }
  )

  it('lie where the operator and the deployment put them; what is not there is not given', async () => {
    const { aws, secrets } = fixture()
    expect(await secrets()).toEqual(
      new Map([
        ['ORIGIN_SECRET', originSecret],
        ['PUBLIC_URL', publicUrl]
      ])
    )
    expect(aws.bodiesOf('ssm GetParameters')[0]?.Names).toEqual([
      '/sst/kachery-gateway/test/Secret/MONGO_URI/value',
      '/kachery-gateway/test/keys/ENCRYPTION_KEY',
      '/kachery-gateway/test/keys/ORIGIN_SECRET',
      '/kachery-gateway/test/public-url'
    ])
    expect(aws.calls.find(({ action }) => action === 's3 GetObject')?.url.pathname).toBe(
      '/settings/gateway-config.yaml'
    )
  })

  it('are read again when they are 4.5 min old, and are the same object while nothing changed', async () => {
    const { aws, secrets } = fixture()
    const first = await secrets()
    aws.time += seconds(269)
    expect(await secrets()).toBe(first)
    expect(aws.count('ssm GetParameters')).toBe(1)
    aws.time += seconds(1)
    expect(await secrets()).toBe(first)
    expect(aws.count('ssm GetParameters')).toBe(2)
    aws.time += seconds(270)
    aws.set('MONGO_URI', 'mongodb://new')
    expect((await secrets()).get('MONGO_URI')).toBe('mongodb://new')
    aws.time += seconds(270)
    aws.gatewayConfig = 'zones: []'
    expect((await secrets()).get('GATEWAY_CONFIG')).toBe('zones: []')
    aws.time += seconds(270)
    aws.set('MONGO_URI', undefined)
    expect((await secrets()).has('MONGO_URI')).toBe(false)
  })

  it.each(['ssm GetParameters', 's3 GetObject'])(
    'stay in use where %s fails, and are read again half a minute later',
    async action => {
      const { aws, secrets } = fixture()
      const first = await secrets()
      aws.failing.set(action, 403)
      aws.set('MONGO_URI', 'mongodb://new')
      aws.time += seconds(300)
      expect(await secrets()).toBe(first)
      aws.time += seconds(29)
      expect(await secrets()).toBe(first)
      expect(aws.count(action)).toBe(2)
      aws.failing.clear()
      aws.time += seconds(1)
      expect((await secrets()).get('MONGO_URI')).toBe('mongodb://new')
      expect(aws.lines.map(line => JSON.parse(line).event)).toEqual(['secrets.not_read_again'])
      expect(aws.lines.join()).not.toMatch(/mongodb|own-secret/)
    }
  )

  it('keep nobody waiting longer than half a second where old ones serve', async () => {
    const { aws, secrets } = fixture()
    const first = await secrets()
    aws.failing.set('ssm GetParameters', 'silent')
    aws.time += seconds(300)
    const began = performance.now()
    expect(await secrets()).toBe(first)
    expect(performance.now() - began).toBeLessThan(900)
  })

  it('that could not be read at first are tried at each request, which says so meanwhile', async () => {
    const { aws, secrets } = fixture()
    aws.failing.set('s3 GetObject', 403)
    for (let n = 1; n <= 2; n++) {
      await expect(secrets()).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'gateway.secrets_unread',
        retryAfter: 2
      })
      expect(aws.count('s3 GetObject')).toBe(n)
    }
    aws.failing.clear()
    expect((await secrets()).get('ORIGIN_SECRET')).toBe(originSecret)
  })
})
