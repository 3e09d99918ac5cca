/** The drill: the registry is put back to what it was before a mistake, by the commands of docs/hosting.md. way-back.test.ts deploys with it. */
import { readFileSync } from 'node:fs'
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  waitUntilTableExists
} from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { needed } from '../../packages/client/src/needed.ts'
import { registryTable } from '../../packages/core/src/stores/dynamodb/table.ts'
import { outputOf, restoredFrom } from './deployed-stage.ts'

const client = new DynamoDBClient({
  endpoint: needed('TEST_AWS_ENDPOINT'),
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' }
})
const table = await outputOf('storage', 'registryTable')
const restored = restoredFrom(table)

const [, section = ''] = /## Backups and restoring\n(.*?)\n## /s.exec(readFileSync('docs/hosting.md', 'utf8')) ?? []
const commands = [...section.matchAll(/^aws .*$/gm)].map(([line]) => line.replaceAll('TABLE', table))

/** What the AWS CLI makes of a command. Throws where the documentation shows one that nobody runs here. */
async function aws(command: string): Promise<unknown> {
  const [, words = '', rest = ''] = /^aws dynamodb (wait [\w-]+|[\w-]+) (.*)$/.exec(command) ?? []
  const options = new Map(
    [...rest.matchAll(/--([\w-]+)(?: (?!--)(\S+))?/g)].map(([, name = '', value]) => [name, value])
  )
  const option = (name: string) => options.get(name) ?? ''
  const TableName = option('table-name')
  switch (words) {
    case 'restore-table-to-point-in-time':
      return client.send(
        new RestoreTableToPointInTimeCommand({
          SourceTableName: option('source-table-name'),
          TargetTableName: option('target-table-name'),
          RestoreDateTime: new Date(option('restore-date-time'))
        })
      )
    case 'wait table-exists':
      return waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName })
    case 'update-continuous-backups': {
      expect(option('point-in-time-recovery-specification')).toBe('PointInTimeRecoveryEnabled=true')
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
      return client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }))
    }
    case 'update-table':
      expect(options.has('deletion-protection-enabled')).toBe(true)
      return client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }))
    default:
      throw new Error(`Nobody runs "${command}".`)
  }
}

/** A record that there is before the mistake. */
const record = { [registryTable.partitionKey]: { S: 'drill' }, [registryTable.sortKey]: { S: 'before' } }

const itemsOf = async (TableName: string) => (await client.send(new ScanCommand({ TableName }))).Items ?? []

it('the commands make a table with all that was there, as safe as the one before', async () => {
  expect(commands).toHaveLength(4)
  await client.send(new PutItemCommand({ TableName: table, Item: record }))
  const items = await itemsOf(table)
  for (const command of commands) await aws(command)
  expect(await itemsOf(restored)).toEqual(expect.arrayContaining(items))
  const { Table } = await client.send(new DescribeTableCommand({ TableName: restored }))
  expect(Table?.DeletionProtectionEnabled).toBe(true)
  const { ContinuousBackupsDescription } = await client.send(
    new DescribeContinuousBackupsCommand({ TableName: restored })
  )
  expect(ContinuousBackupsDescription).toMatchObject({
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' }
  })
})
