/** Metrics made of lines of logs. The first ten of an account are free, and one costs nothing in an hour without such lines. */
import type { Stack } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { App } from 'sst/constructs'

const namespaceOf = ({ name, stage }: App) => `${name}/${stage}`

interface LogMetric {
  /** Of the metric; filters on several logs may add to one. */
  name: string
  pattern: IFilterPattern
  /** A number, below zero too where nobody asks for percentiles, or where it stands in the line; absent: each line counts 1. */
  value?: string
}

export function countLines(stack: Stack, id: string, logGroup: ILogGroup, { name, pattern, value }: LogMetric): void {
  new MetricFilter(stack, id, {
    logGroup,
    filterPattern: pattern,
    metricNamespace: namespaceOf(stack.node.root as App),
    metricName: name,
    metricValue: value ?? '1'
  })
}

/** Lines of one event, as our functions write them; with `field` those that have it. */
export const linesOf = (event: string, field?: string): IFilterPattern => {
  const named = FilterPattern.stringValue('$.event', '=', event)
  return field === undefined ? named : FilterPattern.all(named, FilterPattern.exists(field))
}

export const logMetric = (app: App, name: string, statistic: 'Sum' | 'Maximum'): Metric =>
  new Metric({ namespace: namespaceOf(app), metricName: name, statistic, label: name })
