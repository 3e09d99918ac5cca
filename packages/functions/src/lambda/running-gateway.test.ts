import { ContentHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { ZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { describe, expect, it } from 'vitest'
import { FakeAws, variables } from '../../testing/fake-aws.ts'
import type { FunctionName } from './functions.ts'
import { openGateway } from './gateway-on-aws.ts'
import { runningGateway } from './running-gateway.ts'

const entry = (name: string, more = '') => `
  - name: ${name}
    bucketUri: s3://lab-files?region=eu-west-1
    bucketCredentials: '{"accessKeyId": "lab-key", "secretAccessKey": "lab-secret"}'${more}`

/** A running gateway, and which of its generations were closed. */
function fixture(name: FunctionName = 'gateway', more: Record<string, string | undefined> = {}) {
  const aws = new FakeAws()
  const closed: number[] = []
  let made = 0
  const open: typeof openGateway = (parts, secrets) => {
    made += 1
    const number = made
    const opened = openGateway(parts, secrets)
    return {
      ...opened,
      close: async () => {
        closed.push(number)
        await opened.close()
      }
    }
  }
  const running = runningGateway(name, { ...aws.overrides, variables: { ...variables, ...more }, open })
  const gateway = async () => {
    const lease = await running.lease()
    lease.release()
    return lease.gateway
  }
  return { aws, running, gateway, closed, made: () => made }
}
const zone = (name: string) => ZoneName.parse(name)

describe('a running gateway', () => {
  it('is made once for the same secrets, asks nobody while it is made, and is made anew for changed ones', async () => {
    const { aws, gateway, made } = fixture()
    const first = await gateway()
    expect(await gateway()).toBe(first)
    expect(new Set(aws.calls.map(({ action }) => action))).toEqual(new Set(['ssm GetParameters', 's3 GetObject']))
    aws.set('MONGO_URI', 'mongodb://127.0.0.1:1/')
    aws.time += 300_000
    const second = await gateway()
    expect(second).not.toBe(first)
    expect(made()).toBe(2)
  })

  it('of before is closed when its last request is done, once', async () => {
    const { aws, running, gateway, closed } = fixture()
    const [one, two] = [await running.lease(), await running.lease()]
    aws.set('MONGO_URI', 'mongodb://127.0.0.1:1/')
    aws.time += 300_000
    await gateway()
    expect(closed).toEqual([])
    one.release()
    one.release()
    expect(closed).toEqual([])
    two.release()
    expect(closed).toEqual([1])
    aws.set('MONGO_URI', undefined)
    aws.time += 300_000
    await gateway()
    expect(closed).toEqual([1, 2])
  })

  it('keeps the credentials of the default bucket over a change of secrets', async () => {
    const { aws, gateway } = fixture()
    const urlOf = async () => {
      const { bucket } = await resolveZone(await gateway(), zone('default'))
      return bucket.presignGet('a', 60)
    }
    await urlOf()
    aws.set('MONGO_URI', 'mongodb://127.0.0.1:1/')
    aws.time += 300_000
    expect(await urlOf()).toContain('ASIA1')
    expect(aws.assumed).toBe(1)
  })

  it('that lacks its public URL says so, but for a function that makes no links', async () => {
    const { aws, running } = fixture()
    aws.parameters.delete('/kachery-gateway/test/public-url')
    await expect(running.lease()).rejects.toMatchObject({ code: 'gateway.deployment_incomplete' })
    expect(await fixture('replayLogItems').gateway()).toMatchObject({ publicUrl: '' })
  })
})

describe('the zones of a deployed gateway', () => {
  it('are default, in the deployment’s own bucket with an assumed role', async () => {
    const { gateway } = fixture()
    const { configuredZones } = await gateway()
    expect([...configuredZones.keys()]).toEqual(['default'])
    expect(configuredZones.get(zone('default'))?.bucket).toMatchObject({
      uri: 's3://default-files?region=eu-west-1',
      credentials: { source: variables.DEFAULT_BUCKET_ROLE }
    })
  })

  it('are in path style where something else answers like AWS', async () => {
    const { gateway } = fixture('gateway', { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' })
    const { bucket } = await resolveZone(await gateway(), zone('default'))
    expect(await bucket.presignGet('a', 60)).toMatch(/^http:\/\/127\.0\.0\.1:5000\/default-files\/a\?/)
  })

  it('are the configuration’s, whose default is the default', async () => {
    const { aws, gateway } = fixture()
    aws.gatewayConfig = `buckets:${entry('lab')}${entry('default')}`
    const { configuredZones } = await gateway()
    expect([...configuredZones.keys()].sort()).toEqual(['default', 'lab'])
    expect(configuredZones.get('default')?.bucket.uri).toBe('s3://lab-files?region=eu-west-1')
  })

  it('that are right work beside those with a mistake, of which it is said what is the matter', async () => {
    const { aws, gateway } = fixture()
    aws.gatewayConfig = `buckets:${entry('lab')}${entry('other', '\n    bucketURI: x')}`
    const running = await gateway()
    expect((await resolveZone(running, zone('lab'))).bucket.uri).toBe('s3://lab-files?region=eu-west-1')
    expect((await resolveZone(running, zone('default'))).bucket.uri).toBe('s3://default-files?region=eu-west-1')
    await expect(resolveZone(running, zone('other'))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'zone.configuration_wrong',
      message: expect.stringContaining('GATEWAY_CONFIG')
    })
    expect(running.configurationIssues?.wrong).toEqual([
      { name: 'GATEWAY_CONFIG', problem: 'it has a mistake; the log says where' }
    ])
    expect(aws.lines.join()).toContain('bucketURI is no key')
    expect(aws.lines.join()).not.toContain('lab-secret')
  })

  it('never are in another bucket than meant: an unreadable configuration that mentions default takes it away', async () => {
    const { aws, gateway } = fixture()
    aws.gatewayConfig = `buckets:${entry('default')}\n  ]`
    const running = await gateway()
    expect([...running.configuredZones.keys()]).toEqual([])
    await expect(resolveZone(running, zone('default'))).rejects.toMatchObject({ code: 'zone.configuration_wrong' })
    expect(aws.assumed).toBe(0)
  })

  it('are without the default one where a function may not touch its bucket', async () => {
    expect((await fixture('replayLogItems').gateway()).configuredZones.size).toBe(0)
  })
})

describe('a secret with a mistake', () => {
  it('is told by name without its value, and counts as not given', async () => {
    const { aws, gateway } = fixture()
    aws.set('MONGO_URI', 'postgres://user:do-not-repeat@host')
    const running = await gateway()
    expect(running.configurationIssues?.wrong).toEqual([
      { name: 'MONGO_URI', problem: expect.stringMatching(/^must be mongodb:/) }
    ])
    expect(running.configurationIssues?.missing).toEqual([])
    expect(JSON.stringify([running.configurationIssues, aws.lines])).not.toContain('do-not-repeat')
    expect(aws.lines.map(line => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'error', event: 'configuration.wrong', name: 'MONGO_URI' })
    ])
  })
})

describe('the queues of a deployed gateway', () => {
  const job = { zone: zone('default'), hash: ContentHash.parse('a'.repeat(40)), uploadId: 'b'.repeat(32) }

  it('take jobs and log items as JSON', async () => {
    const { aws, gateway } = fixture()
    const { verificationQueue, outbox } = await gateway()
    await outbox.keep({ id: 'i', item: { zone: 'default' } })
    await verificationQueue.send(job)
    await verificationQueue.send(job, { after: 60 })
    expect(aws.bodiesOf('sqs SendMessage')).toEqual([
      { QueueUrl: variables.LOG_ITEMS_QUEUE_URL, MessageBody: '{"id":"i","item":{"zone":"default"}}' },
      { QueueUrl: variables.VERIFICATIONS_QUEUE_URL, MessageBody: JSON.stringify(job) },
      { QueueUrl: variables.VERIFICATIONS_QUEUE_URL, MessageBody: JSON.stringify(job), DelaySeconds: 60 }
    ])
  })

  it('that do not take what they should are no success', async () => {
    const { aws, gateway } = fixture()
    aws.failing.set('sqs SendMessage', 403)
    const { verificationQueue, outbox } = await gateway()
    await expect(outbox.keep({ id: 'i', item: {} })).rejects.toThrow('status 403')
    await expect(outbox.keep({ id: 'i', item: { large: 'x'.repeat(262_144) } })).rejects.toThrow('at most 262144')
    await expect(verificationQueue.send(job)).rejects.toMatchObject({
      code: 'store.unavailable'
    })
  })
})

describe('jobs that are started beside their schedule', () => {
  const jobs = { JOB_FUNCTIONS: JSON.stringify({ sweep: 'stage-sweep', 'archive-logs': 'stage-archive-logs' }) }

  it('are handed to exactly their function, and nobody waits for them', async () => {
    const { aws, gateway } = fixture('site', jobs)
    await (await gateway()).startJob?.('archive-logs')
    const started = aws.calls.filter(({ action }) => action === 'lambda Invoke')
    expect(started.map(({ url }) => url.pathname)).toEqual(['/2015-03-31/functions/stage-archive-logs/invocations'])
    expect(started[0]?.headers.get('x-amz-invocation-type')).toBe('Event')
    expect(started[0]?.body).toBe('{}')
  })

  it('are not said to run where Lambda does not take them over', async () => {
    const { aws, gateway } = fixture('site', jobs)
    aws.failing.set('lambda Invoke', 503)
    await expect((await gateway()).startJob?.('sweep')).rejects.toMatchObject({ code: 'store.unavailable' })
  })

  it('have a function each: of one that the deployment lacks it is said', async () => {
    const { aws, gateway } = fixture('site', jobs)
    const starting = (await gateway()).startJob?.('check-zones')
    await expect(starting).rejects.toMatchObject({ code: 'gateway.deployment_incomplete' })
    expect(aws.count('lambda Invoke')).toBe(0)
  })

  it('are started by no other function', async () => {
    expect((await fixture('gateway').gateway()).startJob).toBeUndefined()
  })
})
