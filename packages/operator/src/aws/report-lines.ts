/** What Lambda says of each run of a function, in the function's log, where the stage has `tracing`. */
import * as z from 'zod'
import type { AwsPlace } from './connection.ts'
import { asking } from './failure.ts'
import { jsonQuestion } from './json-question.ts'

export interface ReportLines {
  /** Bytes that a run held at most, of up to 5,000 runs since `from` (ms since the epoch); undefined: there are no lines. */
  peakOf(logGroup: string, from: number): Promise<number | undefined>
}

const Page = z.object({
  events: z.array(z.object({ message: z.string() })).default([]),
  nextToken: z.string().optional()
})
const Report = z.object({ record: z.object({ metrics: z.object({ maxMemoryUsedMB: z.number() }) }) })
const pages = 5

export function reportLinesOnAws(place: AwsPlace): ReportLines {
  return {
    peakOf: (logGroupName, startTime) =>
      asking(place.region, 'read the log of a function', async () => {
        const peaks: number[] = []
        let nextToken: string | undefined
        for (let page = 0; page < pages; page++) {
          const found = await jsonQuestion(place, Page, {
            service: 'logs',
            target: 'Logs_20140328.FilterLogEvents',
            body: { logGroupName, startTime, limit: 1000, filterPattern: '{ $.type = "platform.report" }', nextToken }
          })
          peaks.push(...found.events.flatMap(({ message }) => peakIn(message)))
          nextToken = found.nextToken
          if (nextToken === undefined) break
        }
        return peaks.length === 0 ? undefined : Math.max(...peaks)
      })
  }
}

/** Bytes. */
export function peakIn(message: string): number[] {
  const report = Report.safeParse(jsonOf(message))
  return report.success ? [report.data.record.metrics.maxMemoryUsedMB * 1024 * 1024] : []
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
