/** A Lambda function of the table in packages/functions: its bundle, its log, and a role that allows what the table says. */
import { defined } from '@kachery-gateway/core/defined.ts'
import { aboutVariables } from '@kachery-gateway/functions/about.ts'
import {
  type BucketUse,
  type EphemeralUse,
  ephemeralUsesOf,
  type FunctionName,
  type FunctionSpec,
  functions,
  keptKeys,
  operatorSecrets,
  type RegistryUse,
  type Secret,
  secretsOfFunction
} from '@kachery-gateway/functions/lambda/functions.ts'
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  AccountRootPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal
} from 'aws-cdk-lib/aws-iam'
import { ApplicationLogLevel, LoggingFormat, SystemLogLevel } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { type App, Function as SstFunction, type Stack } from 'sst/constructs'
import { accept } from './accepted-findings.ts'
import type { EphemeralFunction } from './document-db.ts'
import { parameters } from './parameters.ts'
import type { Queues } from './queues.ts'
import type { StageSettings } from './stage-settings.ts'
import type { Storage } from './storage.ts'

export interface SharedResources {
  settings: StageSettings
  stores: Storage
  queues: Queues
  /** The functions that do jobs; absent where they are not made yet. */
  jobs?: Record<string, SstFunction>
  /** Speaks to the stage's own database; absent: there is the server of MONGO_URI, or the table. */
  ephemeral?: EphemeralFunction
}

interface Grant {
  actions: string[]
  resources: string[]
}

/** How every function is bundled and run. */
export const bundled = {
  runtime: 'nodejs24.x',
  architecture: 'arm_64',
  nodejs: { format: 'esm', splitting: true, minify: true, sourcemap: false },
  tracing: 'disabled',
  loggingFormat: LoggingFormat.JSON,
  applicationLogLevelV2: ApplicationLogLevel.INFO,
  systemLogLevelV2: SystemLogLevel.WARN
} as const

/** X-Ray, where a stage has it, with Lambda's report of each run: what the function is made with, and what its role may do. */
export const traced = ({ tracing }: StageSettings) =>
  tracing ? { tracing: 'active' as const, systemLogLevelV2: SystemLogLevel.INFO } : {}
export const tracesOf = ({ tracing }: StageSettings): Record<string, Grant> =>
  tracing ? { Traces: { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] } } : {}

/** `deadLetters`: where deliveries end that the function did not take, for one that nobody waits for. */
export function gatewayFunction(
  stack: Stack,
  name: FunctionName,
  shared: SharedResources,
  deadLetters?: Queue
): SstFunction {
  const { settings, stores, queues } = shared
  const spec: FunctionSpec = functions[name]
  const { ephemeral, former } = databaseOf(spec, shared)
  const logs = logGroupOf(stack, name, settings.logRetention)
  const role = roleOf(stack, name, logs, {
    ...tracesOf(settings),
    ...grantsOf(stack, spec, shared, { ephemeral, former }),
    ...(deadLetters === undefined
      ? {}
      : { DeadLetters: { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] } })
  })
  const filesRole = spec.defaultBucket.length === 0 ? undefined : filesRoleOf(stack, name, spec, role, stores)
  const { prefix, secretPrefix } = parameters(stack)
  const made = new SstFunction(stack, name, {
    ...bundled,
    ...traced(settings),
    handler: `packages/functions/src/lambda/${spec.entry}.handler`,
    description: spec.description,
    memorySize: spec.memory,
    timeout: spec.timeout,
    // All that it may do stands in the grants below: nothing is added behind the reader's back.
    role: role.withoutPolicyUpdates(),
    logGroup: logs,
    ...(deadLetters === undefined
      ? {}
      : { deadLetterQueue: deadLetters, retryAttempts: 2, maxEventAge: Duration.hours(1) }),
    ...(settings.reservedConcurrency === undefined || name !== 'gateway'
      ? {}
      : { reservedConcurrentExecutions: settings.reservedConcurrency }),
    environment: {
      PARAMETER_PREFIX: prefix,
      SECRET_PREFIX: secretPrefix,
      SETTINGS_BUCKET: stores.settings.bucketName,
      REGISTRY_TABLE: stores.registry.tableName,
      DEFAULT_BUCKET: stores.files.bucketName,
      ...(filesRole === undefined ? {} : { DEFAULT_BUCKET_ROLE: filesRole.roleArn }),
      VERIFICATIONS_QUEUE_URL: queues.verifications.queue.queueUrl,
      LOG_ITEMS_QUEUE_URL: queues.logItems.queue.queueUrl,
      ...(ephemeral === undefined ? {} : { EPHEMERAL_FUNCTION: ephemeral.name }),
      ...(former === undefined ? {} : { FORMER_EPHEMERAL_FUNCTION: former.name }),
      ...(ephemeralUsesOf(spec, { EPHEMERAL_FUNCTION: ephemeral?.name }).length === 0
        ? {}
        : { EPHEMERAL_TABLE: stores.ephemeral.tableName }),
      ...(spec.startsJobs === undefined ? {} : { JOB_FUNCTIONS: stack.toJsonString(jobFunctions(shared)) }),
      ADMINISTRATORS: JSON.stringify(settings.administrators),
      ...defined({ GITHUB_URL: settings.githubUrl }),
      ...(settings.githubTokens === undefined || spec.checksTokens !== true
        ? {}
        : { GITHUB_TOKENS: settings.githubTokens }),
      ...(settings.allowedOrigins === undefined ? {} : { ALLOWED_ORIGINS: JSON.stringify(settings.allowedOrigins) }),
      ...(name === 'site' ? aboutVariables(settings.about) : {}),
      ...(settings.trashDays === undefined ? {} : { TRASH_DAYS: String(settings.trashDays) }),
      ...(settings.verifyInRequestBytes === undefined
        ? {}
        : { VERIFY_IN_REQUEST_BYTES: String(settings.verifyInRequestBytes) })
    }
  })
  if (spec.receivesFrom !== undefined) {
    const source =
      spec.receivesFrom === 'verifications'
        ? { batchSize: 1, maxConcurrency: 10 }
        : { batchSize: 100, maxConcurrency: 2 }
    made.addEventSource(
      new SqsEventSource(queues[spec.receivesFrom].queue, {
        ...source,
        ...(source.batchSize > 10 ? { maxBatchingWindow: Duration.seconds(5) } : {}),
        reportBatchItemFailures: true
      })
    )
  }
  return made
}

interface Databases {
  /** Speaks to the database for this function. */
  ephemeral: EphemeralFunction | undefined
  /** Speaks to the one that the stage leaves. */
  former: EphemeralFunction | undefined
}

function databaseOf(spec: FunctionSpec, { settings, ephemeral }: SharedResources): Databases {
  const leaving = settings.documentDb?.leaving === true
  const uses = spec.secrets.includes('MONGO_URI') && !leaving
  return {
    ephemeral: uses ? ephemeral : undefined,
    former: leaving && spec.ephemeral.includes('list') ? ephemeral : undefined
  }
}

/** Their names by the jobs that they do. */
const jobFunctions = ({ jobs = {} }: SharedResources) =>
  Object.fromEntries(
    Object.entries<FunctionSpec>(functions).flatMap(([name, { job }]) =>
      job === undefined || jobs[name] === undefined ? [] : [[job.name, jobs[name].functionName]]
    )
  )

/** What the table of functions says, action by action. */
function grantsOf(
  stack: Stack,
  spec: FunctionSpec,
  { settings, stores, queues, jobs = {} }: SharedResources,
  { ephemeral, former }: Databases
): Record<string, Grant> {
  const grants: Record<string, Grant> = {}
  const secrets = secretsOfFunction(spec, { EPHEMERAL_FUNCTION: ephemeral?.name, GITHUB_TOKENS: settings.githubTokens })
  const read = secrets.flatMap(name => parameterArn(stack, name))
  if (read.length > 0) grants.Secrets = { actions: ['ssm:GetParameters'], resources: read }
  if (spec.writes !== undefined)
    grants.Setup = { actions: ['ssm:PutParameter'], resources: spec.writes.flatMap(name => parameterArn(stack, name)) }
  const database = ephemeral ?? former
  if (database !== undefined) grants.Ephemeral = { actions: ['lambda:InvokeFunction'], resources: [database.arn] }
  const ephemeralUses = ephemeralUsesOf(spec, { EPHEMERAL_FUNCTION: ephemeral?.name })
  if (ephemeralUses.length > 0)
    grants.EphemeralTable = {
      actions: ephemeralUses.map(use => ephemeralActions[use]),
      resources: [stores.ephemeral.tableArn]
    }
  if (spec.secrets.includes('GATEWAY_CONFIG'))
    // Listing is what makes S3 say "not found" of an object that is not there, instead of "forbidden".
    grants.GatewayConfig = {
      actions: ['s3:GetObject', 's3:ListBucket'],
      resources: [stores.settings.bucketArn, stores.settings.arnForObjects('gateway-config.yaml')]
    }
  if (spec.registry.length > 0)
    grants.Registry = {
      actions: spec.registry.map(use => registryActions[use]),
      resources: [
        stores.registry.tableArn,
        ...(spec.registry.includes('list') ? [`${stores.registry.tableArn}/index/by-owner`] : [])
      ]
    }
  if (spec.startsJobs !== undefined)
    grants.Jobs = { actions: ['lambda:InvokeFunction'], resources: Object.values(jobs).map(each => each.functionArn) }
  if (spec.sendsTo.length > 0)
    grants.Sending = { actions: ['sqs:SendMessage'], resources: spec.sendsTo.map(name => queues[name].queue.queueArn) }
  if (spec.receivesFrom !== undefined)
    grants.Receiving = {
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
      resources: [queues[spec.receivesFrom].queue.queueArn]
    }
  return grants
}

const ephemeralActions: Record<EphemeralUse, string> = {
  get: 'dynamodb:GetItem',
  put: 'dynamodb:PutItem',
  writeMany: 'dynamodb:BatchWriteItem',
  getMany: 'dynamodb:BatchGetItem',
  list: 'dynamodb:Query'
}

const registryActions: Record<RegistryUse, string> = {
  get: 'dynamodb:GetItem',
  write: 'dynamodb:UpdateItem',
  list: 'dynamodb:Query',
  erase: 'dynamodb:DeleteItem'
}

function parameterArn(stack: Stack, name: Secret): string[] {
  const { arn, key, secret, publicUrl } = parameters(stack)
  if (name === 'GATEWAY_CONFIG') return []
  if (name === 'PUBLIC_URL') return [arn(publicUrl)]
  const kept = keptKeys.find(each => each === name)
  if (kept !== undefined) return [arn(key(kept))]
  const put = operatorSecrets.find(each => each === name)
  return put === undefined ? [] : [arn(secret(put))]
}

/**
 * A role of its own for the default bucket, which the function takes for an hour at a time: presigned URLs then live as
 * long as they say, while the credentials of the function itself may end at any moment. The trust names the account, with
 * the function's role as a condition: IAM refuses a principal that it doesn't know yet, such as a role made a second before.
 */
function filesRoleOf(stack: Stack, name: string, spec: FunctionSpec, role: Role, { files }: Storage): Role {
  const filesRole = new Role(stack, `${name}-files-role`, {
    description: `Files of the default zone, for the function ${name}`,
    assumedBy: new AccountRootPrincipal().withConditions({ ArnEquals: { 'aws:PrincipalArn': role.roleArn } }),
    inlinePolicies: {
      Files: allow({
        actions: spec.defaultBucket.flatMap(use => bucketActions[use]),
        resources: [files.bucketArn, files.arnForObjects('*')]
      })
    }
  })
  accept(
    filesRole,
    'AwsSolutions-IAM5',
    'Its keys are hashes and names that are not known beforehand; it is one bucket.'
  )
  role.addToPolicy(
    new PolicyStatement({ effect: Effect.ALLOW, actions: ['sts:AssumeRole'], resources: [filesRole.roleArn] })
  )
  return filesRole
}

const bucketActions: Record<BucketUse, string[]> = {
  files: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket'],
  cors: ['s3:GetBucketCORS', 's3:PutBucketCORS'],
  parts: ['s3:ListBucketMultipartUploads', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload']
}

export function roleOf(stack: Stack, name: string, logs: LogGroup, grants: Record<string, Grant>): Role {
  const role = new Role(stack, `${name}-role`, {
    description: `The function ${name}`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      Logs: allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`${logs.logGroupArn}`] }),
      ...Object.fromEntries(Object.entries(grants).map(([id, grant]) => [id, allow(grant)]))
    }
  })
  if ('Traces' in grants) accept(role, 'AwsSolutions-IAM5', 'X-Ray’s actions know no resources.', ['Resource::*'])
  return role
}

const allow = (grant: Grant) =>
  new PolicyDocument({ statements: [new PolicyStatement({ effect: Effect.ALLOW, ...grant })] })

export function logGroupOf(stack: Stack, name: string, retention: number): LogGroup {
  const app = stack.node.root as App
  return new LogGroup(stack, `${name}-log`, {
    logGroupName: `/${app.name}/${app.stage}/${name}`,
    retention,
    removalPolicy: RemovalPolicy.DESTROY
  })
}
