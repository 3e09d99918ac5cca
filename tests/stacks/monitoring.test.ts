/** What an operator is told: each alarm says what to do, and all of it stays within what is free. */
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { alarms } from '../../stacks/alarms.ts'
import { ofType, synthesised } from './synthesised.ts'

const stage = synthesised('full')
const Alarm = z.looseObject({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.unknown()),
  MetricName: z.string().optional(),
  Metrics: z.array(z.looseObject({ MetricStat: z.unknown().optional() })).optional()
})
const found = ofType(stage, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Alarm.parse(Properties))

describe('alarms', () => {
  it('are those of the table, each with what it means, what to do, and somebody who is told', () => {
    expect(found.map(({ AlarmName }) => AlarmName).sort()).toEqual(
      Object.keys(alarms)
        .map(name => `kachery-gateway-prod-${name}`)
        .sort()
    )
    for (const { AlarmDescription, AlarmActions } of found) {
      expect(AlarmDescription).toMatch(/^[^.]+\. .{20,}\.$/s)
      expect(AlarmActions).toHaveLength(1)
    }
  })

  it('look at thirteen metrics at most: ten are free, each other costs US$ 0.10 a month', () => {
    const looked = found.flatMap(({ Metrics }) =>
      (Metrics ?? [{ MetricStat: {} }]).filter(({ MetricStat }) => MetricStat !== undefined)
    )
    expect(looked.length).toBeLessThanOrEqual(13)
  })

  it('watch what operators must not miss', () => {
    const watched = JSON.stringify(ofType(stage, 'AWS::CloudWatch::Alarm'))
    for (const metric of [
      'failed answers',
      'Latency',
      'Throttles',
      'zones broken',
      'verifyUpload unfinished, s',
      'replayLogItems unfinished, s',
      'ApproximateNumberOfMessagesVisible',
      'ApproximateAgeOfOldestMessage'
    ])
      expect(watched).toContain(`"${metric}"`)
  })
})

it('no metric has a zone as dimension', () => {
  const names = JSON.stringify(stage.templates.monitoring?.toJSON()).match(/"Dimensions":\[.*?\]/g) ?? []
  expect(names.length).toBeGreaterThan(3)
  for (const each of names) expect(each).not.toMatch(/zone/i)
})

it('whoever is told of alarms is told of the budget too; CloudWatch and Budgets may say so, nobody else', () => {
  const { monitoring } = stage.templates
  monitoring?.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@lab.example' })
  const [budget] = ofType(stage, 'AWS::Budgets::Budget')
  expect(JSON.stringify(budget?.[1].Properties)).toContain('"SubscriptionType":"SNS"')
  const [policy] = ofType(stage, 'AWS::SNS::TopicPolicy')
  const said = JSON.stringify(policy?.[1].Properties)
  for (const service of ['cloudwatch', 'budgets']) expect(said).toContain(`"Service":"${service}.amazonaws.com"`)
  expect(said.match(/"Effect":"Allow"/g)).toHaveLength(2)
  expect(said.match(/"aws:SourceAccount":"123456789012"/g)).toHaveLength(2)
})

it('without an e-mail address nobody is written to, and all else still stands', () => {
  const alone = synthesised('personal')
  expect(ofType(alone, 'AWS::SNS::Subscription')).toEqual([])
  expect(ofType(alone, 'AWS::Budgets::Budget')).toHaveLength(1)
  expect(ofType(alone, 'AWS::CloudWatch::Alarm')).toHaveLength(Object.keys(alarms).length)
})

it.each([
  ['full', 'Active'],
  ['personal', undefined],
  ['documentDb', undefined]
] as const)('functions of the variant %s are traced by X-Ray where its settings say so', (variant, mode) => {
  const stage = synthesised(variant)
  const own = ofType(stage, 'AWS::Lambda::Function').filter(([, { Properties }]) => 'LoggingConfig' in Properties)
  const modes = own.map(([id, { Properties }]) => [id, Object(Properties.TracingConfig).Mode])
  expect(modes.length).toBeGreaterThan(7)
  if (mode === undefined)
    expect(modes.filter(([, found]) => found !== undefined && found !== 'PassThrough')).toEqual([])
  else expect(modes.filter(([id, found]) => found !== mode && !String(id).startsWith('keys.'))).toEqual([])
})
