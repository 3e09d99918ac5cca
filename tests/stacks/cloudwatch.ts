/**
 * CloudWatch as far as alarms use it: filters make data points of lines of logs, services send their own, and an alarm has
 * a state at each moment. Filters and alarms are those of the templates.
 */
import * as z from 'zod'
import { matches } from './filter-pattern.ts'
import { ofType, type Stage } from './synthesised.ts'

const Dimensions = z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([])
const Statistic = z.string()
const MetricStat = z.object({
  Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions }),
  Period: z.number(),
  Stat: Statistic
})
const Alarm = z.object({
  AlarmName: z.string(),
  ComparisonOperator: z.literal('GreaterThanThreshold'),
  Threshold: z.number(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number(),
  TreatMissingData: z.literal('notBreaching'),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions,
  Period: z.number().optional(),
  Statistic: Statistic.optional(),
  ExtendedStatistic: Statistic.optional(),
  Metrics: z
    .array(z.object({ Id: z.string(), Expression: z.string().optional(), MetricStat: MetricStat.optional() }))
    .optional()
})
type Alarm = z.infer<typeof Alarm>
const Filter = z.object({
  LogGroupName: z.object({ Ref: z.string() }),
  FilterPattern: z.string(),
  MetricTransformations: z.tuple([
    z.object({ MetricNamespace: z.string(), MetricName: z.string(), MetricValue: z.string() })
  ])
})

interface Point {
  /** s */
  at: number
  value: number
}

export class CloudWatch {
  readonly #points = new Map<string, Point[]>()
  readonly #alarms: Map<string, Alarm>
  readonly #filters: (z.infer<typeof Filter> & { group: string })[]

  constructor(stage: Stage, prefix: string) {
    const alarms = ofType(stage, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Alarm.parse(Properties))
    this.#alarms = new Map(alarms.map(alarm => [alarm.AlarmName.replace(prefix, ''), alarm]))
    this.#filters = ofType(stage, 'AWS::Logs::MetricFilter').map(([id, { Properties }]) => {
      const filter = Filter.parse(Properties)
      return { ...filter, group: `${id.split('.')[0]}.${filter.LogGroupName.Ref}` }
    })
  }

  get alarms(): string[] {
    return [...this.#alarms.keys()]
  }

  /** `of`: the logical id of what it is about, without its hash; '' where it is the whole account. */
  put(metricName: string, of: string, at: number, value: number): void {
    const key = `${metricName} ${of}`
    this.#points.set(key, [...(this.#points.get(key) ?? []), { at, value }])
  }

  /** `group`: how its logical id begins, with its stack. Throws where no filter looks at that log. */
  log(group: string, at: number, line: Record<string, unknown>): void {
    const filters = this.#filters.filter(filter => filter.group.startsWith(group))
    if (filters.length === 0) throw new Error(`No filter looks at the log ${group}.`)
    for (const { FilterPattern, MetricTransformations } of filters) {
      const [{ MetricName, MetricValue }] = MetricTransformations
      if (!matches(FilterPattern, line)) continue
      this.put(MetricName, '', at, Number(MetricValue.startsWith('$.') ? line[MetricValue.slice(2)] : MetricValue))
    }
  }

  /** At a moment, s: by the periods that have ended. */
  isOn(name: string, at: number): boolean {
    const alarm = this.#alarms.get(name)
    if (alarm === undefined) throw new Error(`There is no alarm ${name}.`)
    const period = alarm.Period ?? alarm.Metrics?.find(({ MetricStat: stat }) => stat)?.MetricStat?.Period ?? 300
    const last = Math.floor(at / period) * period
    const values = Array.from({ length: alarm.EvaluationPeriods }, (_, index) =>
      this.#valueOf(alarm, last - (index + 1) * period, period)
    )
    return values.filter(value => value !== undefined && value > alarm.Threshold).length >= alarm.DatapointsToAlarm
  }

  #valueOf(alarm: Alarm, from: number, period: number): number | undefined {
    const { MetricName, Metrics = [] } = alarm
    if (MetricName !== undefined) {
      const statistic = alarm.Statistic ?? alarm.ExtendedStatistic ?? ''
      return this.#statistic(keyOf(MetricName, alarm.Dimensions), statistic, from, period)
    }
    const ofStat = (stat: z.infer<typeof MetricStat> | undefined) => {
      if (stat === undefined) throw new Error(`${alarm.AlarmName} names a metric that is none.`)
      return this.#statistic(keyOf(stat.Metric.MetricName, stat.Metric.Dimensions), stat.Stat, from, period)
    }
    const of = (id: string) => ofStat(Metrics.find(({ Id }) => Id === id)?.MetricStat)
    if (Metrics.length === 1) return ofStat(Metrics[0]?.MetricStat)
    const expression = Metrics.find(({ Expression }) => Expression !== undefined)?.Expression ?? ''
    const [, share = '', whole = '', least = ''] = /^100 \* (\w+) \/ MAX\(\[(\w+), (\d+)\]\)$/.exec(expression) ?? []
    if (share === '') throw new Error(`What does "${expression}" come to?`)
    // A period that lacks one of the metrics has no value.
    const [part, all] = [of(share), of(whole)]
    return part === undefined || all === undefined ? undefined : (100 * part) / Math.max(all, Number(least))
  }

  #statistic(key: string, statistic: string, from: number, period: number): number | undefined {
    const points = (this.#points.get(key) ?? []).filter(({ at }) => at >= from && at < from + period)
    const values = points.map(({ value }) => value).sort((a, b) => a - b)
    if (values.length === 0) return undefined
    if (statistic === 'Sum') return values.reduce((sum, value) => sum + value, 0)
    if (statistic === 'Maximum') return values.at(-1)
    const [, percent] = /^p(\d+)$/.exec(statistic) ?? []
    if (percent === undefined) throw new Error(`What is the statistic ${statistic}?`)
    return values[Math.min(values.length - 1, Math.floor((values.length * Number(percent)) / 100))]
  }
}

/** Resources of other stacks are named by what these export. */
function keyOf(metricName: string, dimensions: z.infer<typeof Dimensions>): string {
  const [, of = ''] = /(?:Ref|GetAtt)(?:":\[?")?([A-Za-z]+?)(?:Api)?[0-9A-F]{8}/.exec(JSON.stringify(dimensions)) ?? []
  return `${metricName} ${of}`
}
