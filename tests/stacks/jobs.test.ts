/** The jobs on AWS: when they run, and what becomes of a run that nobody took. */
import { type FunctionSpec, functions } from '@kachery-gateway/functions/lambda/functions.ts'
import { describe, expect, it } from 'vitest'
import { ofType, synthesised } from './synthesised.ts'

const stage = synthesised('full')
const jobs = Object.entries<FunctionSpec>(functions).flatMap(([name, { job }]) =>
  job === undefined ? [] : [{ name, everyHours: job.everyHours }]
)
const of = (type: string, name: string) => ofType(stage, type).filter(([id]) => id.startsWith(`jobs.${name}`))

describe.each(jobs)('the job $name', ({ name, everyHours }) => {
  it(`runs every ${everyHours} hours`, () => {
    const [rule] = of('AWS::Events::Rule', name)
    const hours = everyHours === 24 ? 'rate(1 day)' : `rate(${everyHours} hour${everyHours === 1 ? '' : 's'})`
    expect(rule?.[1].Properties).toMatchObject({ ScheduleExpression: hours, State: 'ENABLED' })
  })

  it('is delivered at least once on both hops, and what fails is kept for a person', () => {
    const [rule] = of('AWS::Events::Rule', name)
    const target = JSON.stringify(rule?.[1].Properties.Targets)
    expect(target).toContain('"RetryPolicy":{"MaximumEventAgeInSeconds":3600,"MaximumRetryAttempts":3}')
    expect(target).toMatch(/"DeadLetterConfig":\{"Arn":\{"Fn::GetAtt":\["jobdeadletters/)
    const [made] = of('AWS::Lambda::Function', name)
    expect(JSON.stringify(made?.[1].Properties.DeadLetterConfig)).toContain('jobdeadletters')
    const [retries] = of('AWS::Lambda::EventInvokeConfig', name)
    expect(retries?.[1].Properties).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 })
  })

  it('tells when it begins to fail in a zone, without the zone in the metric', () => {
    const filters = of('AWS::Logs::MetricFilter', name).map(([, { Properties }]) => JSON.stringify(Properties))
    expect(filters.some(each => each.includes('job.zone_began_failing'))).toBe(true)
    for (const each of filters) expect(each).not.toContain('Dimensions')
  })
})

it('a zone that breaks or heals is told once: nobody is told that the telling ended', () => {
  for (const name of ['zone-broken', 'zone-healed']) {
    const [, alarm] =
      ofType(stage, 'AWS::CloudWatch::Alarm').find(([, { Properties }]) =>
        String(Properties.AlarmName).endsWith(name)
      ) ?? []
    expect(alarm?.Properties).toMatchObject({ AlarmActions: [expect.anything()] })
    expect(alarm?.Properties.OKActions).toBeUndefined()
  }
})
