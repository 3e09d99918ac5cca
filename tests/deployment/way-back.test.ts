/**
 * A way back from everything, with SST itself: the stage goes on with the table that restore.test.ts put back, an update fails
 * half way, and a rollback ends it.
 */
import { join } from 'node:path'
import { DescribeTableCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KacheryClient } from '../../packages/client/src/kachery-client.ts'
import { needed } from '../../packages/client/src/needed.ts'
import { scratchFolder } from '../gateway-process/scratch-folder.ts'
import {
  doorUrl,
  gatewayVariables,
  liftTlsOnlyPolicies,
  outputOf,
  restoredFrom,
  statusOfStacks,
  verificationsHide
} from './deployed-stage.ts'
import { operate } from './operator-command.ts'
import { forgetVersion, linkedPackages, type Version, versionAt } from './versions.ts'

const client = new DynamoDBClient({
  endpoint: needed('TEST_AWS_ENDPOINT'),
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' }
})
const folder = scratchFolder()
const deployment = 600_000
const settings = "githubUrl: 'http://127.0.0.1:4117',"
const [inUse = '', filesBucket, settingsBucket] = await Promise.all(
  ['registryTable', 'filesBucket', 'settingsBucket'].map(name => outputOf('storage', name))
)
const [table] = inUse.split(restoredFrom(''))
const restored = restoredFrom(table ?? '')
let path: string
let good: Version
let failing: Version

beforeAll(async () => {
  path = await linkedPackages(folder.path)
  const adopts = JSON.stringify({ registryTable: restored, filesBucket, settingsBucket })
  good = await versionAt(
    join(folder.path, 'good'),
    'HEAD',
    { 'sst.config.ts': [settings, `${settings} adopts: ${adopts},`] },
    path
  )
  failing = await versionAt(
    join(folder.path, 'failing'),
    good.commit,
    {
      'stacks/queues.ts': ['seconds: 930,', 'seconds: 931,'],
      // AWS leaves 100 of an account's executions to functions that reserve none.
      'sst.config.ts': [settings, `${settings} reservedConcurrency: 950,`]
    },
    path
  )
}, 60_000)

afterAll(async () => {
  for (const version of [good, failing]) await forgetVersion(version)
  await folder.remove()
})

const health = async () => {
  const answer = await fetch(`${doorUrl}/api/health`)
  return [answer.status, await answer.text()]
}

it('a stage goes on, while it runs, with a table that was put back; exports that then go are in use until all stacks are new', {
  timeout: deployment
}, async () => {
  const { code, lines } = await operate('npm run deploy -- --stage ci', { folder: good.folder, path })
  expect([code, lines.at(-1)]).toEqual([0, expect.stringMatching(`^Deployed commit ${good.commit.slice(0, 12)}\\.`)])
  expect(await outputOf('storage', 'registryTable')).toBe(restored)
  expect(await gatewayVariables()).toMatchObject({
    REGISTRY_TABLE: restored,
    DEFAULT_BUCKET: filesBucket,
    SETTINGS_BUCKET: settingsBucket
  })
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }))
  expect(Table).toMatchObject({ TableStatus: 'ACTIVE', DeletionProtectionEnabled: true })
  // A client that was registered before the mistake is known.
  const registered = await client.send(
    new QueryCommand({
      TableName: restored,
      KeyConditionExpression: 'pk = :client',
      ExpressionAttributeValues: { ':client': { S: 'client#default' } }
    })
  )
  const clientId = registered.Items?.[0]?.sk?.S?.slice(1)
  const found = new KacheryClient(doorUrl).ask({ type: 'getClientInfo', clientId })
  expect(await found).toMatchObject({ found: true, client: { clientId } })
})

it('an update that fails half way says so; stacks before it are as new, the one that failed is as before', {
  timeout: deployment
}, async () => {
  const { code, lines } = await operate('npm run deploy -- --stage ci', { folder: failing.folder, path })
  expect([code, lines.at(-1)]).toEqual([1, expect.stringMatching(/^SST ended with 1, so the deployment is not done;/)])
  expect(lines.at(-1)).toContain('for reservedConcurrency: lower it')
  expect(await statusOfStacks()).toMatchObject({ queues: 'UPDATE_COMPLETE', api: 'UPDATE_ROLLBACK_COMPLETE' })
  expect(await verificationsHide()).toBe('931')
  expect(await health()).toEqual([200, expect.stringContaining('"status":"ok"')])
  const doctor = await operate('npm run doctor -- --stage ci', { more: ['--url', doorUrl] })
  expect(doctor.lines).toContainEqual(
    expect.stringMatching(`A deployment of commit ${failing.commit.slice(0, 12)} began`)
  )
})

it('a rollback then goes to the last version that was deployed completely, and the doctor has nothing against it', {
  timeout: deployment
}, async () => {
  const { code, lines } = await operate('npm run rollback -- --stage ci --yes', { path })
  expect([code, lines.at(-1)]).toEqual([0, `Stage ci is at commit ${good.commit.slice(0, 12)} again.`])
  expect(await verificationsHide()).toBe('930')
  expect(await health()).toEqual([200, expect.stringContaining('"status":"ok"')])
  await liftTlsOnlyPolicies()
  const doctor = await operate('npm run doctor -- --stage ci', { more: ['--url', doorUrl] })
  for (const about of ['stacks', 'version'])
    expect(doctor.lines).toContainEqual(expect.stringMatching(`^ok +${about} `))
})
