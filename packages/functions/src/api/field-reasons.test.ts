/** Issue 13, number 22: what the API says of fields is a sentence each, whatever they are and whatever was sent. */
import { readFileSync } from 'node:fs'
import { api } from '@kachery-gateway/core/api/contract.ts'
import { mustBeZoneName, zoneNameRule } from '@kachery-gateway/core/ids/zone-name-rule.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { testSite } from '../../testing/test-site.ts'
import { fieldReasons } from './field-reasons.ts'

const long = 'x'.repeat(20_000)
const sent: readonly unknown[] = [
  undefined,
  null,
  true,
  7,
  -1,
  1.5,
  1e18,
  '',
  ' ',
  'ä b',
  '..',
  long,
  [],
  {},
  ['ä b', long]
]
const inside = [
  'accessKeyId',
  'secretAccessKey',
  'endpoint',
  'upload',
  'fileBytes',
  'perGbMonth',
  'currency',
  'hash',
  'zone'
]

/** A schema's fields, each with one thing after another in it; objects in it likewise. */
function* requests(schema: z.ZodType): Generator<unknown> {
  yield* sent
  if (!(schema instanceof z.ZodObject)) return
  for (const field of Object.keys(schema.shape)) {
    for (const value of sent) yield { [field]: value }
    for (const part of inside) for (const value of sent) yield { [field]: { [part]: value } }
    for (const part of inside) yield { [field]: [{ [part]: long }] }
  }
}

const refusals = Object.entries(api).flatMap(([name, { path, query, body }]) =>
  [path, query, body].flatMap(schema =>
    [...requests(schema)].flatMap(request => {
      const result = schema.safeParse(request)
      return result.success ? [] : fieldReasons(result.error, request).map(one => ({ name, ...one }))
    })
  )
)

describe('issue 13, number 22: glued field names', () => {
  it('every refusal of every field of the API is words after the field’s own name', () => {
    expect(refusals.length).toBeGreaterThan(3_000)
    for (const { name, path, reason } of refusals) {
      expect(reason, `${name} ${path}`).toMatch(/^(is|isn’t|has|must (be|have)) [^ ]/)
      expect(reason, `${name} ${path}`).not.toMatch(/expected|invalid|pattern|\^|undefined|received|[<>]=/i)
    }
  })

  it('the sentence has a space wherever a name has a capital or a dot', () => {
    const { message } = siteErrors.badField('the body', [
      { path: 'credentials.secretAccessKey', reason: 'is missing' },
      { path: 'proxyUrl', reason: 'must be an http or https URL' },
      { path: 'origins.2', reason: 'is missing' },
      { path: '', reason: 'must be an object' }
    ])
    expect(message).toBe(
      'The request is not valid: credentials, secret access key is missing; proxy URL must be an http or https URL; origins, line 3 is missing; the body must be an object.'
    )
  })

  it('programs get the paths as the schema has them', async () => {
    const site = testSite()
    const answer = await site.ask('POST /api/bucket-tests', {
      cookies: [await site.signIn('root')],
      body: { bucketUri: 's3://lab-files', credentials: { accessKeyId: 7 } }
    })
    expect(answer.json).toMatchObject({
      status: 400,
      detail:
        'The request is not valid: credentials, access key ID must be text; credentials, secret access key is missing.',
      fields: [
        { path: 'credentials.accessKeyId', reason: 'must be text' },
        { path: 'credentials.secretAccessKey', reason: 'is missing' }
      ]
    })
  })
})

it('issue 13, number 22: the zone name rule is one sentence, of the API, of the wire and of docs/protocol.md', async () => {
  const site = testSite()
  const cookies = [await site.signIn('root')]
  const protocol = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8')
  expect(protocol.replaceAll('\n', ' ')).toContain(`A zone name has ${zoneNameRule}.`)
  for (const zone of ['.lab', 'a..b', 'a b', 'x'.repeat(101)]) {
    const { json } = await site.ask('POST /api/zones', { cookies, body: { zone } })
    expect(json.detail).toBe(`The request is not valid: zone ${mustBeZoneName}.`)
    const payload = { type: 'findFile', timestamp: site.clock.now, zone, hashAlg: 'sha1', hash: 'a'.repeat(40) }
    const wire = await site.ask('POST /api/gateway', { body: { payload } })
    expect(wire.text).toBe(`The request is not valid: zone ${mustBeZoneName}.`)
  }
})
