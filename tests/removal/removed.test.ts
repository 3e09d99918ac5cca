/** After `npx sst remove` of a stage that keeps its data: what is gone, and what stays. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm'
import { expect, it } from 'vitest'
import { needed } from '../../packages/client/src/needed.ts'

const aws = {
  endpoint: needed('TEST_AWS_ENDPOINT'),
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' }
}
const s3 = new S3Client({ ...aws, forcePathStyle: true })

async function namesBelow(path: string): Promise<string[]> {
  const found = await new SSMClient(aws).send(new GetParametersByPathCommand({ Path: path, Recursive: true }))
  return (found.Parameters ?? []).map(({ Name = '' }) => Name.slice(path.length)).sort()
}

/** What SST keeps in an account for all its apps (its bootstrap stack) is not of the stage. */
it('no stack and no function of it is left', async () => {
  const { Stacks = [] } = await new CloudFormationClient(aws).send(new DescribeStacksCommand({}))
  expect(Stacks.filter(({ StackName = '' }) => StackName.startsWith('ci-kachery-gateway'))).toEqual([])
  const { Functions = [] } = await new LambdaClient(aws).send(new ListFunctionsCommand({}))
  expect(Functions.filter(({ FunctionName = '' }) => !FunctionName.startsWith('SSTBootstrap-'))).toEqual([])
})

it('the files, the configuration and the registry are still there', async () => {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
  const named = (part: string) =>
    Buckets.find(({ Name = '' }) => Name.includes(`ci-kachery-gateway-storage-${part}`))?.Name
  const files = await s3.send(new ListObjectsV2Command({ Bucket: named('files'), Prefix: 'sha1/' }))
  expect(files.KeyCount).toBeGreaterThan(3)
  const settings = await s3.send(new ListObjectsV2Command({ Bucket: named('settings') }))
  expect(settings.Contents?.map(({ Key }) => Key)).toEqual(['gateway-config.yaml'])
  // Its name was in the outputs of the deployment; deletion protection is off nowhere.
  const table = needed('TEST_REGISTRY_TABLE')
  const { Table } = await new DynamoDBClient(aws).send(new DescribeTableCommand({ TableName: table }))
  expect(Table).toMatchObject({ TableStatus: 'ACTIVE', DeletionProtectionEnabled: true })
})

it('so are the keys that it made and the secrets that the operator put', async () => {
  expect(await namesBelow('/kachery-gateway/ci/keys/')).toEqual([
    'DATABASE_PASSWORD',
    'ENCRYPTION_KEY',
    'ORIGIN_SECRET',
    'SESSION_KEY'
  ])
  expect(await namesBelow('/sst/kachery-gateway/ci/Secret/')).toEqual(
    ['GITHUB_CLIENT_ID/value', 'GITHUB_CLIENT_SECRET/value', 'MONGO_URI/value'].sort()
  )
})
