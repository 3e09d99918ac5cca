/** What npm run setup says of cost and asks of rights, held to the model of costs and to what the stacks are made of. */
import { expect, it } from 'vitest'
import { usd } from '../../bench/cost/markdown.ts'
import { readMeasurements } from '../../bench/cost/measurements.ts'
import { prices, times, totalOf } from '../../bench/cost/prices.ts'
import { idleAmounts, resourceTypes } from '../../bench/cost/resource-types.ts'
import { operationsOf } from '../../bench/cost/usage.ts'
import { neededActions } from '../../packages/operator/src/setup/before-it-begins.ts'
import { costs } from '../../packages/operator/src/setup/plan.ts'

it('its costs are those of docs/cost.md', () => {
  const { 'findFile from memory': findFile } = operationsOf(readMeasurements())
  expect(costs).toEqual({
    quietMonth: usd(totalOf(idleAmounts, true)),
    quietMonthWithoutFree: usd(totalOf(idleAmounts, false)),
    millionFindFile: usd(totalOf(times(findFile, 1_000_000), false)),
    gigabyteMonth: String(prices.bucketGb.usd),
    gigabyteOut: String(prices.downloadGb.usd)
  })
})

/** Where a service has another prefix in IAM than in CloudFormation; null: looked at otherwise, or a domain's alone. */
const prefixes: Record<string, string | null> = { ApiGatewayV2: 'apigateway', Budgets: null, Route53: null }

it('it asks for a right of each service that the stacks make something of', () => {
  const services = new Set(
    Object.keys(resourceTypes).flatMap(type => {
      const [, service] = /^AWS::(\w+)::/.exec(type) ?? []
      return service === undefined ? [] : [prefixes[service] === undefined ? service.toLowerCase() : prefixes[service]]
    })
  )
  services.delete(null)
  const asked = new Set(neededActions.map(action => action.split(':')[0]))
  expect([...services].filter(service => service !== null && !asked.has(service))).toEqual([])
})
