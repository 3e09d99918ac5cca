/** What AWS billed, by Cost Explorer. Each question costs US$ 0.01. */
import * as z from 'zod'
import type { AwsPlace } from './connection.ts'
import { asking } from './failure.ts'
import { jsonQuestion } from './json-question.ts'

export interface Bill {
  /** US$ of the whole account, by service; days as `2026-11-24`, the last one not in it. */
  byService(from: string, until: string): Promise<ReadonlyMap<string, number>>
}

const Answer = z.object({
  ResultsByTime: z.array(
    z.object({
      Groups: z.array(
        z.object({
          Keys: z.array(z.string()),
          Metrics: z.object({ UnblendedCost: z.object({ Amount: z.coerce.number() }) })
        })
      )
    })
  )
})

export function billOnAws(place: AwsPlace): Bill {
  return {
    byService: (Start, End) =>
      asking(place.region, 'see what AWS billed (an administrator must let IAM users see billing)', async () => {
        const { ResultsByTime } = await jsonQuestion(place, Answer, {
          service: 'ce',
          target: 'AWSInsightsIndexService.GetCostAndUsage',
          region: 'us-east-1',
          body: {
            TimePeriod: { Start, End },
            Granularity: 'DAILY',
            Metrics: ['UnblendedCost'],
            GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }]
          }
        })
        const sums = new Map<string, number>()
        for (const { Groups } of ResultsByTime)
          for (const { Keys, Metrics } of Groups)
            sums.set(Keys[0] ?? '', (sums.get(Keys[0] ?? '') ?? 0) + Metrics.UnblendedCost.Amount)
        return sums
      })
  }
}
