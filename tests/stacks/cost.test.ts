/** What docs/cost.md counts, held to what a stage is made of. */
import { expect, it } from 'vitest'
import * as z from 'zod'
import { databaseTypes, resourceTypes, standing } from '../../bench/cost/resource-types.ts'
import { ofType, type Stage, synthesised } from './synthesised.ts'

const stages = (['personal', 'full'] as const).map(synthesised)
const Alarm = z.looseObject({ Metrics: z.array(z.looseObject({ MetricStat: z.unknown().optional() })).optional() })

it('every type of resource has a price or is said to be free, and none is listed that no stage has', () => {
  expect(Object.keys(resourceTypes).sort()).toEqual(typesOf(...stages))
})

it('what a database adds is what its own page has the price of', () => {
  const added = typesOf(synthesised('documentDb')).filter(type => !(type in resourceTypes))
  expect(added).toEqual(databaseTypes)
})

it('what is paid by number is counted as the templates have it', () => {
  for (const stage of stages) {
    const alarms = ofType(stage, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Alarm.parse(Properties))
    expect({
      alarmMetrics: alarms
        .map(({ Metrics }) => Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1)
        .reduce((sum, metrics) => sum + metrics, 0),
      dashboards: ofType(stage, 'AWS::CloudWatch::Dashboard').length,
      eventSourceMappings: ofType(stage, 'AWS::Lambda::EventSourceMapping').length,
      parameters: ofType(stage, 'AWS::SSM::Parameter').length
    }).toEqual(standing)
  }
})

it('parameters are standard ones, which cost nothing', () => {
  for (const stage of stages)
    for (const [id, { Properties }] of ofType(stage, 'AWS::SSM::Parameter'))
      expect(Properties.Tier ?? 'Standard', id).toBe('Standard')
})

function typesOf(...all: Stage[]): string[] {
  const types = all.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type))
  return [...new Set(types)].sort()
}
