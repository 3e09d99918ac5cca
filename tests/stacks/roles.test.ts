/** Who may do what on AWS: each role has what the table of functions says, action by action, and no more. */
import { globSync, readFileSync } from 'node:fs'
import { type FunctionName, functions, secretsOfFunction } from '@kachery-gateway/functions/lambda/functions.ts'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { actionsOf, roleNamed, rolesOf } from './actions.ts'
import { ofType, synthesised } from './synthesised.ts'

const stage = synthesised('full')
const names = Object.keys(functions) as FunctionName[]

const jobActions = [
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
  's3:GetObject',
  's3:ListBucket',
  'sqs:SendMessage',
  'ssm:GetParameters',
  'sts:AssumeRole'
]
/** Written out once more, by hand: a change of what a function may do is seen here. */
const expected: Record<FunctionName, string[]> = {
  gateway: [
    'dynamodb:BatchWriteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    's3:GetObject',
    's3:ListBucket',
    'sqs:SendMessage',
    'ssm:GetParameters',
    'sts:AssumeRole'
  ],
  site: [
    'dynamodb:BatchGetItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'lambda:InvokeFunction',
    's3:GetObject',
    's3:ListBucket',
    'sqs:SendMessage',
    'ssm:GetParameters',
    'ssm:PutParameter',
    'sts:AssumeRole'
  ],
  verifyUpload: [
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    's3:GetObject',
    's3:ListBucket',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
    'ssm:GetParameters',
    'sts:AssumeRole'
  ],
  archiveLogs: ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', ...jobActions],
  countUsage: jobActions,
  sweep: ['dynamodb:DeleteItem', 'dynamodb:PutItem', ...jobActions],
  checkZones: jobActions,
  replayLogItems: [
    'dynamodb:BatchWriteItem',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:ReceiveMessage',
    'ssm:GetParameters'
  ]
}
const files = ['s3:DeleteObject', 's3:GetObject', 's3:ListBucket', 's3:PutObject']
const parts = ['s3:AbortMultipartUpload', 's3:ListBucketMultipartUploads', 's3:ListMultipartUploadParts']
const everyFunction = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments']

const Trust = z.object({
  Statement: z.tuple([z.object({ Principal: z.record(z.string(), z.unknown()), Condition: z.unknown() })])
})
const trustOf = (id: string) => Trust.parse(stage.resources[id]?.Properties.AssumeRolePolicyDocument).Statement[0]

describe('the role of', () => {
  it.each(names)('%s allows what is written here, and no more', name => {
    expect(actionsOf(roleNamed(stage, name))).toEqual([...expected[name], ...everyFunction].sort())
  })

  it.each(names)('%s reads its own parameters by name, none of another function', name => {
    const { allowed } = roleNamed(stage, name)
    const read = allowed.filter(({ action }) => action === 'ssm:GetParameters').flatMap(({ resources }) => resources)
    const wanted = secretsOfFunction(functions[name], { GITHUB_TOKENS: 'own-app' }).filter(
      secret => secret !== 'GATEWAY_CONFIG'
    )
    expect(read).toHaveLength(wanted.length)
    for (const secret of wanted) {
      const tail = secret === 'PUBLIC_URL' ? 'public-url' : secret
      expect(JSON.stringify(read)).toContain(`/${tail}`)
    }
  })

  it('site writes the two parameters of its GitHub app, nobody writes another', () => {
    for (const name of names) {
      const written = roleNamed(stage, name).allowed.filter(({ action }) => action === 'ssm:PutParameter')
      const parameters = written.flatMap(
        ({ resources }) => JSON.stringify(resources).match(/Secret\/\w+\/value/g) ?? []
      )
      expect(written.flatMap(({ resources }) => resources)).toHaveLength(parameters.length)
      expect(parameters).toEqual(
        name === 'site' ? ['Secret/GITHUB_CLIENT_ID/value', 'Secret/GITHUB_CLIENT_SECRET/value'] : []
      )
    }
  })

  it.each(names)(
    '%s does with each table what that table is for: nobody writes or removes many records at once',
    name => {
      for (const { action, resources } of roleNamed(stage, name).allowed) {
        const tables = JSON.stringify(resources).match(/(registry|ephemeral)(?=[0-9A-F]{8})/g) ?? []
        if (/:(Batch(Get|Write)Item|PutItem)$/.test(action)) expect(new Set(tables)).toEqual(new Set(['ephemeral']))
        if (/:(UpdateItem|DeleteItem)$/.test(action) && action.startsWith('dynamodb'))
          expect(tables).not.toContain('ephemeral')
      }
    }
  )

  it.each(names)('%s names its resources, but for X-Ray, which knows none', name => {
    for (const { action, resources } of roleNamed(stage, name).allowed)
      expect([action, resources.includes('*')]).toEqual([action, action.startsWith('xray:')])
  })

  it.each(names.filter(name => functions[name].defaultBucket.length > 0))(
    '%s for the default bucket does what the S3 adapter asks for, and nobody else may take it',
    name => {
      const role = roleNamed(stage, name, true)
      const more = {
        gateway: parts,
        site: ['s3:GetBucketCORS', 's3:PutBucketCORS', ...parts],
        verifyUpload: parts,
        sweep: parts,
        archiveLogs: parts,
        countUsage: parts,
        checkZones: parts
      }
      const [, own = []] = Object.entries(more).find(([each]) => each === name) ?? []
      expect(actionsOf(role)).toEqual([...files, ...own].sort())
      const { Principal, Condition } = trustOf(role.id)
      expect(Principal).toEqual({
        AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] }
      })
      expect(Condition).toEqual({
        ArnEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': [expect.stringMatching(`^${name}role`), 'Arn'] } }
      })
    }
  )

  it('the S3 adapter uses no command that is not among those', () => {
    const allowedBy: Record<string, string> = {
      HeadObject: 's3:GetObject',
      GetObject: 's3:GetObject',
      PutObject: 's3:PutObject',
      GetBucketCors: 's3:GetBucketCORS',
      PutBucketCors: 's3:PutBucketCORS',
      // https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html
      DeleteBucketCors: 's3:PutBucketCORS',
      CopyObject: 's3:PutObject',
      DeleteObject: 's3:DeleteObject',
      ListObjects: 's3:ListBucket',
      ListMultipartUploads: 's3:ListBucketMultipartUploads',
      AbortMultipartUpload: 's3:AbortMultipartUpload',
      ListParts: 's3:ListMultipartUploadParts',
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
      CreateMultipartUpload: 's3:PutObject',
      CompleteMultipartUpload: 's3:PutObject',
      UploadPartCopy: 's3:PutObject'
    }
    const sources = globSync('packages/core/src/stores/s3/*.ts').filter(path => !path.endsWith('.test.ts'))
    const used = new Set(
      sources.flatMap(path =>
        [...readFileSync(path, 'utf8').matchAll(/new (\w+)Command\(/g)].map(([, name = '']) => name)
      )
    )
    expect(used.size).toBeGreaterThanOrEqual(4)
    const actions = [...actionsOf(roleNamed(stage, 'sweep', true)), ...actionsOf(roleNamed(stage, 'site', true))]
    for (const name of used) expect(actions, name).toContain(allowedBy[name])
  })
})

describe('every role of the app', () => {
  it('is described, and has no managed policy but the one of SST’s own functions', () => {
    for (const { id, description, managed } of rolesOf(stage)) {
      if (/CustomResourceHandler|CustomS3AutoDelete/.test(id)) continue
      expect(description, id).toMatch(/function/)
      expect(managed, id).toEqual([])
    }
  })

  it('allows no wildcard of actions', () => {
    // CDK's own function that empties the bucket of the site's pages.
    for (const role of rolesOf(stage))
      for (const { action } of role.allowed)
        if (!role.id.includes('CustomS3AutoDelete')) expect(action, role.id).not.toContain('*')
  })

  it('is the only one of its function', () => {
    const used = ofType(stage, 'AWS::Lambda::Function').map(([id, { Properties }]) => {
      const [stack] = id.split('.')
      return `${stack} ${JSON.stringify(Properties.Role)}`
    })
    expect(new Set(used).size).toBe(used.length)
  })
})
