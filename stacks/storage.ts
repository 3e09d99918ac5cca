/** Where data lies: the registry's table, the default zone's bucket, and the bucket of settings too large for a parameter. */
import { ephemeralTable } from '@kachery-gateway/core/stores/dynamodb/ephemeral-table.ts'
import { registryTable } from '@kachery-gateway/core/stores/dynamodb/table.ts'
import { Duration } from 'aws-cdk-lib'
import { AttributeType, BillingMode, type ITable, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership
} from 'aws-cdk-lib/aws-s3'
import type { App, Stack } from 'sst/constructs'
import { accept } from './accepted-findings.ts'
import { gatewayStack } from './gateway-stack.ts'
import { removalPolicyOf } from './removal-policy.ts'
import type { KeptData, StageSettings } from './stage-settings.ts'

export interface Storage {
  registry: ITable
  /** Found files and log items, where no database is given. */
  ephemeral: ITable
  /** Files of the zone `default`, and of zones that users add for themselves. */
  files: IBucket
  /** Holds GATEWAY_CONFIG: one object, of any size. */
  settings: IBucket
}

export function storage(app: App, settings: StageSettings): Storage {
  const { adopts, keepsData } = settings
  const stack = gatewayStack(app, 'storage', 'Where the data of a Kachery gateway lies')
  const stores = adopts === undefined ? madeStorage(stack, settings) : adoptedStorage(stack, adopts, keepsData)
  stack.addOutputs({
    registryTable: stores.registry.tableName,
    ephemeralTable: stores.ephemeral.tableName,
    filesBucket: stores.files.bucketName,
    settingsBucket: stores.settings.bucketName,
    keepsData: String(keepsData)
  })
  return stores
}

/** What a removed deployment left, as it is. */
function adoptedStorage(
  stack: Stack,
  { registryTable: tableName, ephemeralTable: ephemeral, filesBucket, settingsBucket }: KeptData,
  keepsData: boolean
): Storage {
  return {
    registry: Table.fromTableAttributes(stack, 'registry', {
      tableName,
      globalIndexes: [registryTable.byOwner.indexName]
    }),
    ephemeral:
      ephemeral === undefined ? madeEphemeral(stack, keepsData) : Table.fromTableName(stack, 'ephemeral', ephemeral),
    files: Bucket.fromBucketName(stack, 'files', filesBucket),
    settings: Bucket.fromBucketName(stack, 'settings', settingsBucket)
  }
}

/** Uploads are copied and removed: what is left of them is of no use to anybody. */
const versionsEnd = (days: number): LifecycleRule[] => [
  {
    id: 'versions',
    noncurrentVersionExpiration: Duration.days(days),
    expiredObjectDeleteMarker: true
  },
  { id: 'versions of uploads', prefix: 'uploads/', noncurrentVersionExpiration: Duration.days(1) }
]

/** Costs nothing while nothing is in it. Log items leave it within hours: there is nothing to restore. */
function madeEphemeral(stack: Stack, keepsData: boolean): Table {
  const { partitionKey, sortKey, timeToLive } = ephemeralTable
  const table = new Table(stack, 'ephemeral', {
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: timeToLive,
    deletionProtection: keepsData,
    removalPolicy: removalPolicyOf(keepsData)
  })
  accept(table, 'AwsSolutions-DDB3', 'What is in it is on its way to the archives, or found again in the buckets.')
  return table
}

function madeStorage(stack: Stack, { keepsData, fileVersions }: StageSettings): Storage {
  const removalPolicy = removalPolicyOf(keepsData)

  const { partitionKey, sortKey, byOwner } = registryTable
  const registry = new Table(stack, 'registry', {
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: keepsData,
    removalPolicy
  })
  registry.addGlobalSecondaryIndex({
    indexName: byOwner.indexName,
    partitionKey: { name: byOwner.partitionKey, type: AttributeType.STRING },
    sortKey: { name: byOwner.sortKey, type: AttributeType.STRING },
    projectionType: ProjectionType.ALL
  })

  const locked = {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy,
    autoDeleteObjects: !keepsData
  }
  const files = new Bucket(stack, 'files', {
    ...locked,
    // Content never changes under its hash and deleteFile moves to trash/: versions are against mistakes made in the account
    // itself, where somebody wants to pay for that (docs/decisions/0115-files-have-versions-where-a-stage-says-so.md).
    versioned: fileVersions !== undefined,
    lifecycleRules: [
      ...(fileVersions === undefined ? [] : versionsEnd(fileVersions)),
      {
        // The sweep sees to them before. An upload in parts lives 7 days, and its object counts from when it was begun.
        id: 'uploads that were never finished',
        prefix: 'uploads/',
        expiration: Duration.days(9),
        abortIncompleteMultipartUploadAfter: Duration.days(9)
      },
      { id: 'parts of any other upload', abortIncompleteMultipartUploadAfter: Duration.days(7) }
    ],
    cors: [
      {
        // Whoever holds a presigned URL may use it from any page: the URL is the permission.
        allowedOrigins: ['*'],
        allowedMethods: [HttpMethods.GET, HttpMethods.HEAD, HttpMethods.PUT],
        allowedHeaders: ['*'],
        exposedHeaders: ['content-range', 'content-length', 'accept-ranges', 'etag'],
        maxAge: 3600
      }
    ]
  })
  const settings = new Bucket(stack, 'settings', {
    ...locked,
    // An earlier configuration is what one wants back after a mistake.
    versioned: true,
    lifecycleRules: [{ id: 'earlier configurations', noncurrentVersionExpiration: Duration.days(90) }]
  })
  for (const bucket of [files, settings]) {
    // With the bucket stays what it refuses.
    bucket.policy?.applyRemovalPolicy(removalPolicy)
    accept(
      bucket,
      'AwsSolutions-S1',
      'Server access logs would hold presigned URLs; who used the gateway is in its own activity log.'
    )
  }

  return { registry, ephemeral: madeEphemeral(stack, keepsData), files, settings }
}
