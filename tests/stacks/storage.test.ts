/** What becomes of data: who reaches it, and what outlives the stacks. */
import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { ofType, synthesised } from './synthesised.ts'
import { variants } from './variants.ts'

const [kept, personal] = [synthesised('full'), synthesised('personal')]
const data = ['storage.registry', 'storage.ephemeral', 'storage.files', 'storage.settings']
const dataOf = (stage: typeof kept) =>
  Object.entries(stage.resources).filter(
    ([id, { Type }]) => /::(Table|Bucket)$/.test(Type) && data.some(name => id.startsWith(name))
  )

describe('data', () => {
  it('of a stage that keeps them outlive its removal; of a personal one they do not', () => {
    expect(dataOf(kept)).toHaveLength(4)
    for (const [id, { DeletionPolicy, UpdateReplacePolicy }] of dataOf(kept))
      expect([id, DeletionPolicy, UpdateReplacePolicy]).toEqual([id, 'Retain', 'Retain'])
    for (const [id, { DeletionPolicy }] of dataOf(personal)) expect([id, DeletionPolicy]).toEqual([id, 'Delete'])
  })

  it('in the registry are paid by request, restorable to any second, and protected where they are kept', () => {
    const table = {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }
    }
    kept.templates.storage?.hasResourceProperties('AWS::DynamoDB::Table', { ...table, DeletionProtectionEnabled: true })
    personal.templates.storage?.hasResourceProperties('AWS::DynamoDB::Table', {
      ...table,
      DeletionProtectionEnabled: false
    })
  })
})

describe('the ephemeral store’s table', () => {
  it('costs nothing at rest, lets go what expired, and is protected where data are kept', () => {
    for (const stage of [kept, personal]) {
      const tables = ofType(stage, 'AWS::DynamoDB::Table').filter(([id]) => id.startsWith('storage.ephemeral'))
      expect(tables.map(([, { Properties }]) => Properties)).toEqual([
        expect.objectContaining({
          BillingMode: 'PAY_PER_REQUEST',
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          DeletionProtectionEnabled: stage === kept
        })
      ])
      for (const [, { Properties }] of tables) {
        expect(Properties).not.toHaveProperty('PointInTimeRecoverySpecification')
        expect(Properties).not.toHaveProperty('GlobalSecondaryIndexes')
      }
    }
  })
})

describe('a stage that goes on with what a removed one left', () => {
  const stage = synthesised('adopting')

  it('makes no table and no bucket for data, and works on those that it is given', () => {
    expect(dataOf(stage)).toEqual([])
    const [gateway] = ofType(stage, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('api.gateway'))
    const variables = JSON.stringify(gateway?.[1].Properties.Environment)
    for (const name of Object.values(variants.adopting.settings.adopts)) expect(variables).toContain(`"${name}"`)
  })

  it('lets its functions reach them, the index too', () => {
    const allowed = JSON.stringify(ofType(stage, 'AWS::IAM::Role'))
    expect(allowed).toContain(':table/kept-registry/index/by-owner"')
    expect(allowed).toContain(':s3:::kept-files"')
  })
})

describe('every bucket', () => {
  const buckets = ofType(kept, 'AWS::S3::Bucket')

  it('is closed to the public and encrypted', () => {
    expect(buckets).toHaveLength(3)
    for (const [id, { Properties }] of buckets) {
      expect(Properties.PublicAccessBlockConfiguration, id).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true
      })
      expect(Properties.BucketEncryption, id).toBeDefined()
    }
  })

  it('refuses connections without TLS', () => {
    const policies = ofType(kept, 'AWS::S3::BucketPolicy')
    expect(policies).toHaveLength(buckets.length)
    for (const [id, { Properties }] of policies)
      expect(JSON.stringify(Properties.PolicyDocument), id).toContain(
        '"Action":"s3:*","Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"'
      )
  })
})

describe('the default zone’s bucket', () => {
  it('forgets uploads that were never finished, and parts of any upload', () => {
    personal.templates.storage?.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          {
            Prefix: 'uploads/',
            ExpirationInDays: 9,
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 9 },
            Status: 'Enabled'
          },
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: 'Enabled' }
        ].map(rule => Match.objectLike(rule))
      }
    })
  })

  it('keeps no versions unless the stage says for how many days, and then no function can remove one', () => {
    const files = (stage: typeof kept) =>
      ofType(stage, 'AWS::S3::Bucket').find(([id]) => id.startsWith('storage.files'))?.[1].Properties
    expect(files(personal)).not.toHaveProperty('VersioningConfiguration')
    expect(files(kept)).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: expect.arrayContaining([
          expect.objectContaining({
            NoncurrentVersionExpiration: { NoncurrentDays: variants.full.settings.fileVersions },
            ExpiredObjectDeleteMarker: true
          }),
          expect.objectContaining({ Prefix: 'uploads/', NoncurrentVersionExpiration: { NoncurrentDays: 1 } })
        ])
      }
    })
    expect(JSON.stringify(ofType(kept, 'AWS::IAM::Role'))).not.toMatch(/DeleteObjectVersion|"s3:\*"/)
  })

  it('lets pages use presigned URLs, ranges too', () => {
    kept.templates.storage?.hasResourceProperties('AWS::S3::Bucket', {
      CorsConfiguration: {
        CorsRules: [
          Match.objectLike({
            AllowedMethods: ['GET', 'HEAD', 'PUT'],
            ExposedHeaders: ['content-range', 'content-length', 'accept-ranges', 'etag']
          })
        ]
      }
    })
  })
})

describe('every queue', () => {
  it('has a dead-letter queue, or is one; all are encrypted and keep messages for 14 days', () => {
    const queues = ofType(kept, 'AWS::SQS::Queue')
    expect(queues).toHaveLength(5)
    for (const [id, { Properties }] of queues) {
      expect(Properties, id).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 })
      expect(Properties.RedrivePolicy !== undefined, id).toBe(!id.includes('deadletters'))
    }
  })

  it('hides a message longer than its function may work on it', () => {
    for (const [entry, stackOf] of [
      ['verification', 'verifyUpload'],
      ['logitems', 'replayLogItems']
    ] as const) {
      const [, queue] =
        ofType(kept, 'AWS::SQS::Queue').find(([id]) => id.startsWith(`queues.${entry}`) && !id.includes('dead')) ?? []
      const [, worker] = ofType(kept, 'AWS::Lambda::Function').find(([id]) => id.startsWith(`workers.${stackOf}`)) ?? []
      expect(Number(queue?.Properties.VisibilityTimeout)).toBeGreaterThan(Number(worker?.Properties.Timeout))
    }
  })

  it('starts a bounded number of functions, which say which of the messages failed', () => {
    const sources = ofType(kept, 'AWS::Lambda::EventSourceMapping')
    expect(sources).toHaveLength(2)
    for (const [id, { Properties }] of sources)
      expect(Properties, id).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: expect.any(Number) }
      })
  })
})

it('every variant of a stage passes cdk-nag', () => {
  for (const variant of Object.keys(variants) as (keyof typeof variants)[])
    expect(synthesised(variant).findings.map(({ id, said }) => `${variant} ${id} ${said}`)).toEqual([])
})
