import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fakeServer } from '../../../leak-check/src/fake-servers.ts'
import { FakeAws, variables } from '../../testing/fake-aws.ts'
import type { FunctionName } from './functions.ts'
import { runningGateway } from './running-gateway.ts'

/** What DynamoDB was asked for, by table. */
let asked: string[] = []
const dynamoDb = fakeServer(
  createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { TableName, RequestItems = {} } = JSON.parse(text)
    asked.push(`${String(request.headers['x-amz-target']).split('.')[1]} ${TableName ?? Object.keys(RequestItems)[0]}`)
    response.end(JSON.stringify({ ConsumedCapacity: {}, Items: [], Count: 0 }))
  })
)
let endpoint = ''
beforeAll(async () => {
  await new Promise<void>(resolve => dynamoDb.listen(0, '127.0.0.1', resolve))
  const address = dynamoDb.address()
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterAll(() => {
  dynamoDb.close()
  dynamoDb.closeAllConnections()
})
beforeEach(() => {
  asked = []
})

const nowhere = 'mongodb://127.0.0.1:1/'

function fixture(name: FunctionName, more: Record<string, string | undefined> = {}) {
  const aws = new FakeAws()
  const stage = { ...variables, AWS_ENDPOINT_URL: endpoint, EPHEMERAL_TABLE: 'ephemeral', ...more }
  const running = runningGateway(name, { ...aws.overrides, variables: stage })
  const gateway = async () => {
    const lease = await running.lease()
    lease.release()
    return lease.gateway
  }
  return { aws, gateway }
}
const invoked = (aws: FakeAws) => aws.bodiesOf('lambda Invoke').map(({ method }) => method)
const item = { id: 'a', item: { zone: 'default' } }

describe('the ephemeral store of a deployed gateway', () => {
  it('is the stage’s table where there is no database, and none is missed', async () => {
    const { gateway } = fixture('gateway')
    const { foundFiles, logItems, configurationIssues } = await gateway()
    expect(await foundFiles.findFound('z', 'h', 0)).toBeUndefined()
    await logItems.addLogItems([item])
    expect(asked).toEqual(['GetItem ephemeral', 'BatchWriteItem ephemeral'])
    expect(configurationIssues?.missing.map(({ name }) => name)).not.toContain('MONGO_URI')
  })

  it('is the server of MONGO_URI where it is set: the table is not asked by who only adds', async () => {
    const { aws, gateway } = fixture('gateway')
    aws.set('MONGO_URI', nowhere)
    const { foundFiles, logItems } = await gateway()
    await expect(logItems.addLogItems([item])).rejects.toMatchObject({ code: 'store.unavailable' })
    await expect(foundFiles.findFound('z', 'h', 0)).rejects.toMatchObject({ code: 'store.unavailable' })
    expect(asked).toEqual([])
  })

  it('is asked by invoking the function that the stage names, and MONGO_URI is neither read nor missed', async () => {
    for (const name of ['gateway', 'verifyUpload', 'replayLogItems'] as const) {
      const { aws, gateway } = fixture(name, { EPHEMERAL_FUNCTION: 'test-store', AWS_ENDPOINT_URL: undefined })
      aws.set('MONGO_URI', nowhere)
      const { logItems, configurationIssues } = await gateway()
      await logItems.addLogItems([item])
      expect(aws.calls.filter(({ action }) => action === 'lambda Invoke').map(({ url }) => url.href)).toEqual([
        'https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/test-store/invocations'
      ])
      expect(aws.bodiesOf('lambda Invoke')).toEqual([
        {
          method: 'addLogItems',
          given: '[[{"id":"a","item":{"zone":"default"}}]]',
          givenUp: expect.toSatisfy(time => time > aws.time)
        }
      ])
      expect(JSON.stringify(aws.bodiesOf('ssm GetParameters'))).not.toContain('MONGO_URI')
      expect(configurationIssues?.missing.map(({ name: missing }) => missing)).not.toContain('MONGO_URI')
    }
  })

  it('is away where that function may not run once more, and back when it may', async () => {
    const { aws, gateway } = fixture('gateway', { EPHEMERAL_FUNCTION: 'test-store', AWS_ENDPOINT_URL: undefined })
    const { foundFiles } = await gateway()
    aws.failing.set('lambda Invoke', 429)
    await expect(foundFiles.findFound('z', 'h', 0)).rejects.toMatchObject({ code: 'store.unavailable' })
    aws.failing.clear()
    expect(await foundFiles.findFound('z', 'h', 0)).toBeUndefined()
  })
})

describe('what waits in a store that the stage had before', () => {
  it('is listed by who archives it and who shows it: in the table, once there is a database', async () => {
    for (const name of ['archiveLogs', 'site'] as const) {
      const { aws, gateway } = fixture(name, { EPHEMERAL_FUNCTION: 'test-store' })
      aws.invoked = payload => ({ result: payload.includes('zonesOf') ? '["lab"]' : undefined })
      const { logItems } = await gateway()
      expect(await logItems.zonesOfLogItems()).toEqual(['lab'])
      expect(new Set(asked)).toEqual(new Set(['Query ephemeral']))
      await logItems.addLogItems([item])
      expect(new Set(asked)).toEqual(new Set(['Query ephemeral']))
      expect(invoked(aws)).toEqual(['zonesOfLogItems', 'addLogItems'])
    }
  })

  it('is listed in the database that the stage leaves, and nothing is added there', async () => {
    const { aws, gateway } = fixture('archiveLogs', { FORMER_EPHEMERAL_FUNCTION: 'test-store' })
    aws.invoked = () => ({ result: '["lab"]' })
    const { logItems } = await gateway()
    expect(await logItems.zonesOfLogItems()).toEqual(['lab'])
    await logItems.addLogItems([item])
    expect(invoked(aws)).toEqual(['zonesOfLogItems'])
    expect(asked.at(-1)).toBe('BatchWriteItem ephemeral')
  })

  it('is looked for at the server of FORMER_MONGO_URI, and nothing passes for empty while that is away', async () => {
    const { aws, gateway } = fixture('archiveLogs')
    aws.set('FORMER_MONGO_URI', nowhere)
    const { logItems } = await gateway()
    await expect(logItems.zonesOfLogItems()).rejects.toMatchObject({ code: 'store.unavailable' })
    await logItems.addLogItems([item])
    expect(asked.at(-1)).toBe('BatchWriteItem ephemeral')
  })

  it('is nobody’s concern who only adds log items', async () => {
    for (const name of ['gateway', 'verifyUpload', 'replayLogItems'] as const) {
      const { aws, gateway } = fixture(name, { FORMER_EPHEMERAL_FUNCTION: 'test-store' })
      aws.set('FORMER_MONGO_URI', nowhere)
      await (await gateway()).logItems.addLogItems([item])
      expect(invoked(aws)).toEqual([])
      expect(JSON.stringify(aws.bodiesOf('ssm GetParameters'))).not.toContain('FORMER_MONGO_URI')
    }
  })
})
