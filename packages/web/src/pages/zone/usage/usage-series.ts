/** From the days that the gateway tells to the columns of a chart: no day is left out, and long times are told in weeks. */
import { addUsage, type ClientUsage, noUsage } from '@kachery-gateway/core/usage/client-usage.ts'

export type Day = ClientUsage & { date: string }

/** What a chart tells of a day: bytes, or how many. */
export type Measure = 'bytes' | 'counts'

export interface UsageSeries {
  unit: 'day' | 'week'
  /** The first day of each column, s since the epoch: uPlot's unit. */
  times: number[]
  uploads: number[]
  downloads: number[]
  /** From the fallback bucket. */
  fallback: number[]
}

/** Above this many days a column is a week. */
const mostColumns = 92

const dayMs = 86_400_000
export const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10)
const timeOf = (date: string) => Date.parse(`${date}T00:00:00Z`)

/** How many days there are from a date on, today too. `now`: ms since the epoch. */
export const daysSince = (date: string, now: number) => Math.floor((now - timeOf(date)) / dayMs) + 1

/** The last `count` days, today's date last; those that the gateway does not tell are nothing. */
export function everyDay(days: readonly Day[], today: string, count: number): Day[] {
  const known = new Map(days.map(day => [day.date, day]))
  const last = timeOf(today)
  return Array.from({ length: count }, (_, at) => {
    const date = dateOf(last - (count - 1 - at) * dayMs)
    return known.get(date) ?? { date, ...noUsage() }
  })
}

/** Weeks end with the last day, so that the newest column is a whole one. */
export function columnsOf(days: readonly Day[]): { unit: UsageSeries['unit']; columns: Day[] } {
  if (days.length <= mostColumns) return { unit: 'day', columns: [...days] }
  const columns: Day[] = []
  for (let end = days.length; end > 0; end -= 7) {
    const [first, ...others] = days.slice(Math.max(0, end - 7), end)
    if (first !== undefined) columns.push(others.reduce(added, first))
  }
  return { unit: 'week', columns: columns.reverse() }
}

function added(sum: Day, more: ClientUsage): Day {
  const both = { ...sum }
  addUsage(both, more)
  return both
}

export function seriesOf(days: readonly Day[], measure: Measure): UsageSeries {
  const { unit, columns } = columnsOf(days)
  const of = (kind: 'upload' | 'download' | 'fallbackDownload') =>
    columns.map(column => measured(column, measure, kind))
  const last = timeOf(columns.at(-1)?.date ?? dateOf(0))
  const width = unit === 'day' ? dayMs : 7 * dayMs
  return {
    unit,
    // The first week may be a part of one, and stands as wide apart as the others.
    times: columns.map((_, at) => (last - (columns.length - 1 - at) * width) / 1000),
    uploads: of('upload'),
    downloads: of('download'),
    fallback: of('fallbackDownload')
  }
}

export const measured = (
  numbers: ClientUsage,
  measure: Measure,
  kind: 'upload' | 'download' | 'fallbackDownload'
): number => numbers[`${kind}${measure === 'bytes' ? 'Size' : 'Count'}`]

/** Uploads and all downloads. */
export const moved = (numbers: ClientUsage, measure: Measure): number =>
  measured(numbers, measure, 'upload') + downloaded(numbers, measure)

export const downloaded = (numbers: ClientUsage, measure: Measure): number =>
  measured(numbers, measure, 'download') + measured(numbers, measure, 'fallbackDownload')
