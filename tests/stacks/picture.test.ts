/** The picture in docs/architecture.md, held to what the stacks make. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ofType, synthesised } from './synthesised.ts'

const [, picture = ''] = /```mermaid\n(.*?)```/s.exec(readFileSync('docs/architecture.md', 'utf8')) ?? []

/** What a reader looks for: things that run, hold data or tell somebody something. */
const shown = [
  'AWS::Lambda::Function',
  'AWS::SQS::Queue',
  'AWS::S3::Bucket',
  'AWS::DynamoDB::Table',
  'AWS::ApiGatewayV2::Api',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::SNS::Topic',
  'AWS::CloudWatch::Dashboard'
]
/** Of SST and CDK, for deployments. */
const theirs = /CustomResourceHandler|CustomS3AutoDelete/

it('shows everything that runs or holds data, by the name that it has in the stacks', () => {
  const stage = synthesised('full')
  const made = shown.flatMap(type => ofType(stage, type).map(([id]) => id)).filter(id => !theirs.test(id))
  expect(made.length).toBeGreaterThan(15)
  // A logical id is the construct's name without its hyphens, and a hash.
  const words = new Set((picture.match(/[\w-]+/g) ?? []).map(word => word.replaceAll('-', '')))
  const name = (id: string) =>
    id
      .replace(/^\w+\./, '')
      .replace(/[0-9A-F]{8}$/, '')
      .replace(/^apiApi$/, 'api')
  expect(made.map(name).filter(each => !words.has(each))).toEqual([])
})
