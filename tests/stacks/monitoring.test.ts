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

  it('look at ten metrics at most, which cost nothing', () => {
    const looked = found.flatMap(({ Metrics }) =>
      (Metrics ?? [{ MetricStat: {} }]).filter(({ MetricStat }) => MetricStat !== undefined)
    )
    expect(looked.length).toBeLessThanOrEqual(10)
  })

  it('watch what operators must not miss', () => {
    const watched = JSON.stringify(ofType(stage, 'AWS::CloudWatch::Alarm'))
    for (const metric of [
      '5xx',
      'Latency',
      'Throttles',
      'Errors',
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

it('an e-mail address is told of alarms and of the budget; without one nobody is, and all still stands', () => {
  stage.templates.monitoring?.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'ops@lab.example'
  })
  const [budget] = ofType(stage, 'AWS::Budgets::Budget')
  expect(JSON.stringify(budget?.[1].Properties)).toContain('ops@lab.example')
  const alone = synthesised('personal')
  expect(ofType(alone, 'AWS::SNS::Subscription')).toEqual([])
  expect(ofType(alone, 'AWS::Budgets::Budget')).toHaveLength(1)
  expect(ofType(alone, 'AWS::CloudWatch::Alarm')).toHaveLength(Object.keys(alarms).length)
})
