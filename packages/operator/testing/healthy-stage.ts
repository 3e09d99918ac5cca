/** A stage of which nothing is wrong, as the doctor sees it; a test takes something from it. */
import { keptKeys } from '@kachery-gateway/functions/lambda/functions.ts'
import { logged } from '../../leak-check/src/watch.ts'
import type { AlarmFacts } from '../src/aws/alarms.ts'
import type { StackResource } from '../src/aws/stacks.ts'
import type { BucketView } from '../src/doctor/bucket-probe.ts'
import type { Dependencies } from '../src/doctor/dependencies.ts'
import { type Asked, examine } from '../src/doctor/examine.ts'
import type { Finding } from '../src/doctor/finding.ts'
import { at, completeStacks, FakeObjects, FakeParameters, fakeStacks } from './fakes.ts'

export const secretParameter = (name: string) => `/sst/kachery-gateway/lab/Secret/${name}/value`
export const now = Date.parse('2026-11-24T12:00:00Z')

export const secrets = {
  MONGO_URI: 'mongodb://ada:geheim-mongo@mongo.example/',
  GITHUB_CLIENT_ID: 'client-id',
  GITHUB_CLIENT_SECRET: 'geheim-github'
}
export const gatewayConfig = `buckets:
  - name: example
    bucketUri: s3://example?region=us-east-1
    bucketCredentials: '{"accessKeyId": "a", "secretAccessKey": "geheim-bucket"}'
    fallbackBucketUri: s3://old?region=us-east-1
    fallbackBucketCredentials: '{"accessKeyId": "a", "secretAccessKey": "geheim-old"}'
`

const resource = (logicalId: string, type: string, physicalId: string): StackResource => ({
  logicalId,
  type,
  physicalId
})
const queue = 'AWS::SQS::Queue'
const resources = {
  'lab-kachery-gateway-queues': [
    resource('verifications1A2B', queue, 'https://sqs/verifications'),
    resource('verificationsdeadletters1A2B', queue, 'https://sqs/verifications-dead'),
    resource('logitems1A2B', queue, 'https://sqs/log-items'),
    resource('logitemsdeadletters1A2B', queue, 'https://sqs/log-items-dead')
  ],
  'lab-kachery-gateway-jobs': [resource('jobdeadletters1A2B', queue, 'https://sqs/jobs-dead')],
  'lab-kachery-gateway-monitoring': [
    resource('throttled1A2B', 'AWS::CloudWatch::Alarm', 'kachery-gateway-lab-throttled'),
    resource('topic1A2B', 'AWS::SNS::Topic', 'arn:topic')
  ]
}

export const healthyView: BucketView = {
  reads: true,
  obeys: [],
  mayGet: true,
  mayPut: true,
  exposes: ['content-range', 'content-length', 'accept-ranges', 'etag'],
  serverTime: now
}

type Answers = Record<string, () => Response | Promise<Response>>

const html = { headers: { 'content-type': 'text/html; charset=utf-8' } }
const dated = { headers: { date: new Date(now).toUTCString() } }
export const healthyAnswers: Answers = {
  'https://d1.example/api/health': () => Response.json({ status: 'ok' }, dated),
  'https://d1.example/': () => new Response('<!doctype html><html></html>', html),
  'https://api.example/api/health': () => new Response('no', { status: 403 }),
  'https://github.com/login/oauth/access_token': () => Response.json({ error: 'bad_verification_code' })
}

export function healthyStage() {
  const parameters = new FakeParameters({
    '/kachery-gateway/lab/public-url': 'https://d1.example',
    '/kachery-gateway/lab/deployed-commit': 'a'.repeat(40)
  })
  for (const name of keptKeys)
    void parameters.put(`/kachery-gateway/lab/keys/${name}`, 'geheim-key', { secret: true, advanced: false })
  for (const [name, value] of Object.entries(secrets))
    void parameters.put(secretParameter(name), value, { secret: true, advanced: false })
  const objects = new FakeObjects({ 'lab-settings/gateway-config.yaml': gatewayConfig })
  const answers: Answers = { ...healthyAnswers }
  const sent: { url: string; body: string }[] = []
  const alarms: AlarmFacts[] = [{ name: 'kachery-gateway-lab-throttled', state: 'OK', description: '' }]
  const pinged: string[] = []
  const deps: Dependencies = {
    stacks: fakeStacks(completeStacks(), resources),
    parameters,
    objects,
    queues: { messages: async () => 0, oldest: async () => undefined },
    subscriptions: { addresses: async () => [{ address: 'ops@lab.example', confirmed: true }] },
    lambdaLimit: { concurrency: async () => ({ all: 1000, unreserved: 1000 }) },
    tables: { safety: async () => ({ restorable: true, protected: true }) },
    alarms: { named: async names => alarms.filter(({ name }) => names.includes(name)) },
    fetch: async (url, init) => {
      sent.push({ url: String(url), body: String(init?.body ?? '') })
      const answer = answers[String(url)]
      if (answer !== undefined) return answer()
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ENOTFOUND' }) })
    },
    pingMongo: async uri => {
      pinged.push(uri)
    },
    probe: { own: async () => healthyView, fallback: async () => {} },
    credentials: async () => ({ accessKeyId: 'operator', secretAccessKey: 'geheim-operator' }),
    now: () => now,
    checkedOut: async () => 'a'.repeat(40)
  }
  return { deps, parameters, objects, answers, alarms, sent, pinged }
}

export type HealthyStage = ReturnType<typeof healthyStage>

export async function examined({ deps }: HealthyStage, asked: Partial<Asked> = {}): Promise<Finding[]> {
  const told: Finding[] = []
  await examine(deps, { at, ...asked }, finding => {
    logged('the doctor', finding)
    told.push(finding)
  })
  return told
}
