/** The stage `ci` as it was deployed to the AWS emulator of TEST_AWS_ENDPOINT, behind the door of TEST_DOOR_URL. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand
} from '@aws-sdk/client-cloudformation'
import {
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand
} from '@aws-sdk/client-lambda'
import { DeleteBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { needed } from '../../packages/client/src/needed.ts'

export const stageName = 'ci'
const prefix = `${stageName}-kachery-gateway-`
const stacks = ['keys', 'storage', 'queues', 'api', 'workers', 'site', 'jobs', 'monitoring', 'budget']

const endpoint = needed('TEST_AWS_ENDPOINT')
const aws = { endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
const [cloudFormation, lambda, ssm] = [new CloudFormationClient(aws), new LambdaClient(aws), new SSMClient(aws)]
const sqs = new SQSClient(aws)
export const s3 = new S3Client({ ...aws, forcePathStyle: true })

export const doorUrl = needed('TEST_DOOR_URL')

export async function outputOf(stack: string, name: string): Promise<string> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: prefix + stack }))
  const found = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue
  if (found === undefined) throw new Error(`The stack ${stack} has no output ${name}.`)
  return found
}

/** As the commands of docs/hosting.md name the table that is put back. */
export const restoredFrom = (table: string) => `${table}-restored`

/** CloudFormation's word for each stack. */
export async function statusOfStacks(): Promise<Record<string, string>> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}))
  return Object.fromEntries(
    Stacks.flatMap(({ StackName = '', StackStatus = '' }) =>
      StackName.startsWith(prefix) ? [[StackName.slice(prefix.length), StackStatus]] : []
    )
  )
}

/** Variables of the function `gateway`, as it runs. */
export async function gatewayVariables(): Promise<Record<string, string>> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 50 }))
  return Functions.find(each => /-api-gateway/.test(each.FunctionName ?? ''))?.Environment?.Variables ?? {}
}

/** s that the queue of verifications hides a message. */
export async function verificationsHide(): Promise<string | undefined> {
  const QueueUrl = (await gatewayVariables()).VERIFICATIONS_QUEUE_URL
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] })
  )
  return Attributes?.VisibilityTimeout
}

export async function templatesOf(): Promise<Record<string, unknown>> {
  const found = await Promise.all(
    stacks.map(async stack => {
      const { TemplateBody = '{}' } = await cloudFormation.send(new GetTemplateCommand({ StackName: prefix + stack }))
      return [stack, JSON.parse(TemplateBody)] as const
    })
  )
  return Object.fromEntries(found)
}

/**
 * The emulator speaks plain HTTP and takes a policy that refuses just that for one that refuses everything. That the
 * buckets have it is the template tests' matter.
 */
export async function liftTlsOnlyPolicies(): Promise<void> {
  for (const StackName of [`${prefix}storage`, `${prefix}site`]) {
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }))
    for (const { ResourceType, PhysicalResourceId: Bucket } of StackResources)
      if (ResourceType === 'AWS::S3::Bucket') await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
  }
}

/** Where `sst secrets set` puts it. */
const parameterOf = (name: string) => `/sst/kachery-gateway/${stageName}/Secret/${name}/value`

export async function putSecret(name: string, value: string): Promise<void> {
  const Name = parameterOf(name)
  await ssm.send(new PutParameterCommand({ Name, Value: value, Type: 'SecureString', Overwrite: true }))
}

/** undefined: it is not set. */
export async function secret(name: string): Promise<string | undefined> {
  const { Parameters = [] } = await ssm.send(
    new GetParametersCommand({ Names: [parameterOf(name)], WithDecryption: true })
  )
  return Parameters[0]?.Value
}

export async function putGatewayConfig(yaml: string): Promise<void> {
  const Bucket = await outputOf('storage', 'settingsBucket')
  await s3.send(new PutObjectCommand({ Bucket, Key: 'gateway-config.yaml', Body: yaml }))
}

/** New processes for all functions, as AWS has them in time: those that ran know the secrets of minutes ago. */
export async function restartFunctions(): Promise<void> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 50 }))
  for (const { FunctionName = '', Environment } of Functions) {
    if (!/-(api|workers|jobs)-(?!CustomResource)/.test(FunctionName)) continue
    const Variables = { ...Environment?.Variables, RESTARTED: String(Date.now()) }
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
  }
}

export interface Call {
  /** `api.gatewayB15F83BA`: stack and logical id. */
  function: string
  service: string
  action: string
}

/** What our functions asked AWS for so far. */
export function callsOfFunctions(): Call[] {
  const lines = readFileSync(join(needed('TEST_AWS_RUN'), 'aws.calls.jsonl'), 'utf8')
    .trim()
    .split('\n')
  return lines.flatMap(line => {
    const call: Call = JSON.parse(line)
    const [, stack, id] = /^ci-kachery-gateway-(\w+)-(\w+)-\w+$/.exec(call.function) ?? []
    return stack === undefined || id === undefined || id.startsWith('CustomResource')
      ? []
      : [{ ...call, function: `${stack}.${id}` }]
  })
}

/** As its schedule would: what the job said, or the error that has it delivered again. */
export async function runJob(name: string): Promise<unknown> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 50 }))
  const FunctionName = Functions.find(each => each.FunctionName?.includes(`-jobs-${name}`))?.FunctionName
  const event = { version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }))
  return JSON.parse(new TextDecoder().decode(Payload))
}

/** As a function does while the ephemeral store takes none. */
export async function sendLogItem(item: object): Promise<void> {
  const { StackResources = [] } = await cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: `${prefix}queues` })
  )
  const queue = StackResources.find(
    ({ ResourceType, LogicalResourceId = '' }) =>
      ResourceType === 'AWS::SQS::Queue' && /^logitems[0-9A-F]{8}$/.test(LogicalResourceId)
  )
  const MessageBody = JSON.stringify({ id: randomBytes(16).toString('hex'), item })
  await sqs.send(new SendMessageCommand({ QueueUrl: queue?.PhysicalResourceId, MessageBody }))
}

/** As if somebody had found the API's own address: the event that its function would get. */
export async function invokeDirectly(
  headers: Record<string, string>
): Promise<{ statusCode: number; headers: Record<string, string> }> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ MaxItems: 50 }))
  const FunctionName = Functions.find(each => /-api-gateway/.test(each.FunctionName ?? ''))?.FunctionName
  const http = { method: 'POST', path: '/api/gateway', protocol: 'HTTP/1.1', sourceIp: '203.0.113.9', userAgent: 'x' }
  const event = {
    version: '2.0',
    routeKey: 'POST /api/gateway',
    rawPath: '/api/gateway',
    rawQueryString: '',
    headers,
    requestContext: { requestId: 'direct-call', http, routeKey: 'POST /api/gateway', stage: '$default' },
    body: '{}',
    isBase64Encoded: false
  }
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }))
  return JSON.parse(new TextDecoder().decode(Payload))
}
