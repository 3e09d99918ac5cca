/** What a first deployment easily lacks, as the doctor sees it. */
import { errors } from '@kachery-gateway/core/errors.ts'
import { expect, it } from 'vitest'
import { completeStacks, fakeStacks } from '../../testing/fakes.ts'
import { examined, type HealthyStage, healthyStage } from '../../testing/healthy-stage.ts'
import { addressesIn } from '../aws/subscriptions.ts'
import { lineOf } from './finding.ts'

const notRight = async (stage: HealthyStage) =>
  (await examined(stage)).filter(({ mark }) => mark !== 'right').map(finding => lineOf(finding, false))

function changed(stage: HealthyStage, stack: string, outputs: Record<string, string>) {
  const all = completeStacks().map(each =>
    each.name.endsWith(`-${stack}`) ? { ...each, outputs: { ...each.outputs, ...outputs } } : each
  )
  stage.deps.stacks = { ...stage.deps.stacks, all: async () => all }
}

it('an e-mail address that has not confirmed is told no alarm; with no address nobody is', async () => {
  const stage = healthyStage()
  stage.deps.subscriptions = { addresses: async () => [{ address: 'ops@lab.example', confirmed: false }] }
  expect(await notRight(stage)).toEqual([expect.stringMatching(/^WRONG {2}e-mail +ops@lab\.example has not confirmed/)])
  stage.deps.subscriptions = { addresses: async () => [] }
  expect(await notRight(stage)).toEqual([
    expect.stringMatching(/^note {3}e-mail +nobody is told of alarms: say alarmEmail/)
  ])
})

it('SNS says which addresses have confirmed', () => {
  const member = (protocol: string, endpoint: string, arn: string) =>
    `<member><Owner>1</Owner><Protocol>${protocol}</Protocol><Endpoint>${endpoint}</Endpoint><SubscriptionArn>${arn}</SubscriptionArn></member>`
  const xml = `<ListSubscriptionsByTopicResponse>${member('email', 'a@b.example', 'PendingConfirmation')}${member('sqs', 'arn:q', 'arn:s')}
    ${member('email', 'c@d.example', 'arn:aws:sns:eu-west-1:1:t:2')}</ListSubscriptionsByTopicResponse>`
  expect(addressesIn(xml)).toEqual([
    { address: 'a@b.example', confirmed: false },
    { address: 'c@d.example', confirmed: true }
  ])
})

it('a stage that nobody administers is wrong', async () => {
  const stage = healthyStage()
  changed(stage, 'api', { administrators: '0' })
  expect(await notRight(stage)).toEqual([
    expect.stringMatching(/^WRONG {2}people +nobody administers the gateway: name your/)
  ])
})

it.each([
  [10, 10, /^WRONG {2}Lambda +10 functions of the account may run at once: ask for 1000/],
  [1000, 20, /^WRONG {2}Lambda +20 of 1000 functions at once are left/],
  [400, 400, /^note {3}Lambda +400 functions of the account/]
])(
  'an account with a limit of %i functions at once, %i of them not reserved, is told what to ask for',
  async (all, unreserved, line) => {
    const stage = healthyStage()
    stage.deps.lambdaLimit = { concurrency: async () => ({ all, unreserved }) }
    expect(await notRight(stage)).toEqual([expect.stringMatching(line)])
  }
)

it('the table in use has to be restorable; protected too, where data are kept', async () => {
  const stage = healthyStage()
  stage.deps.tables = { safety: async () => ({ restorable: false, protected: false }) }
  expect(await notRight(stage)).toEqual([
    expect.stringMatching(
      /^WRONG {2}table +lab-registry cannot be restored to a point in time: aws dynamodb update-con/
    ),
    expect.stringMatching(
      /^note {3}table +lab-registry may be deleted by accident: aws dynamodb update-table --deletion/
    )
  ])
  changed(stage, 'storage', { keepsData: 'false' })
  stage.deps.tables = { safety: async () => ({ restorable: true, protected: false }) }
  expect(await notRight(stage)).toEqual([])
})

it('runs of jobs that were given up are among what was set aside', async () => {
  const stage = healthyStage()
  stage.deps.queues = { ...stage.deps.queues, messages: async url => (url === 'https://sqs/jobs-dead' ? 2 : 0) }
  expect(await notRight(stage)).toEqual([
    expect.stringMatching(/^WRONG {2}queues +2 runs of jobs were set aside .*log of the job/)
  ])
})

it('zones of an older gateway without a zone default are named', async () => {
  const stage = healthyStage()
  const place = 'lab-settings/gateway-config.yaml'
  const buckets = stage.objects.kept.get(place) ?? ''
  stage.objects.kept.set(place, buckets.replace('buckets:', 'zones:'))
  expect(await notRight(stage)).toEqual([
    expect.stringMatching(/^note {3}zones +GATEWAY_CONFIG names example, but no zone default/)
  ])
  stage.objects.kept.set(place, buckets.replace('buckets:', 'zones:').replace('name: example', 'name: default'))
  expect(await notRight(stage)).toEqual([])
})

it('a bucket in another region is told with its region', async () => {
  const stage = healthyStage()
  const cause = Object.assign(new Error('moved'), { name: 'PermanentRedirect', status: 301, region: 'us-east-2' })
  stage.deps.probe = {
    ...stage.deps.probe,
    own: async ({ uri }, ...rest) => {
      if (uri.includes('example')) throw errors.storeUnavailable('the bucket', cause)
      return healthyStage().deps.probe.own({ uri, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }, ...rest)
    }
  }
  expect(await notRight(stage)).toEqual([
    'WRONG  bucket        example: it is in the region us-east-2: write ?region=us-east-2 behind its bucketUri'
  ])
})

it('a stack that an earlier version left is named', async () => {
  const stage = healthyStage()
  const left = { name: 'lab-kachery-gateway-maintenance', status: 'UPDATE_COMPLETE', outputs: {} }
  const { resources } = stage.deps.stacks
  stage.deps.stacks = { ...fakeStacks([...completeStacks(), left]), resources }
  expect(await notRight(stage)).toEqual([
    expect.stringMatching(/^note {3}stacks +maintenance is of an earlier version/)
  ])
})

it('a deployment that began and did not end is told, with both ways on', async () => {
  const stage = healthyStage()
  await stage.parameters.put('/kachery-gateway/lab/deployment-begun', `${'b'.repeat(40)} 2026-11-24T12:00:00.000Z`, {
    secret: false,
    advanced: false
  })
  expect(await notRight(stage)).toEqual([
    expect.stringMatching(
      /^WRONG {2}version +A deployment of commit b{12} began at \S+ and did not end: unless .* npm run rollback/
    )
  ])
})
