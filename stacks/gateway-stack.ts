/** A stack of the app. SST gives each a function of its own for deployments; what cdk-nag says of that is not ours. */
import { type App, Stack } from 'sst/constructs'
import { accept } from './accepted-findings.ts'

export function gatewayStack(app: App, id: string, description: string): Stack {
  const stack = new Stack(app, id, { description })
  const handler = stack.customResourceHandler
  accept(handler, 'AwsSolutions-IAM4', 'SST’s own function, which runs while something is deployed and never else.')
  accept(handler, 'AwsSolutions-L1', 'SST chooses its runtime.')
  return stack
}
