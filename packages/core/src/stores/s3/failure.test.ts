import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { describeFailure, refusalOf, toGatewayError } from './failure.ts'

const refusal = (status: number, headers: Record<string, string>, xml = '') =>
  refusalOf({ status, headers, body: Readable.from([Buffer.from(xml)]) as never })

it.each([
  [301, { 'x-amz-bucket-region': 'us-east-2' }, '', 'us-east-2'],
  [400, {}, '<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region></Error>', 'eu-west-3'],
  [403, { 'x-amz-bucket-region': 'us-east-2' }, '', undefined],
  [301, { 'x-amz-bucket-region': 'https://evil.example' }, '', undefined]
])('an answer of %i says where the bucket is, where that is the matter', async (status, headers, xml, region) => {
  const failure = describeFailure(await refusal(status, headers, xml), [])
  expect(failure.region).toBe(region)
  const { cause } = toGatewayError(failure, 's3://b')
  expect(cause instanceof Error && 'region' in cause ? cause.region : undefined).toBe(region)
})
