/** Names of the stage's parameters in SSM, and their ARNs. */
import { stageParameters } from '@kachery-gateway/functions/lambda/stage-parameters.ts'
import { Stack } from 'aws-cdk-lib'
import type { App } from 'sst/constructs'

export function parameters(stack: Stack) {
  const { name: app, stage } = stack.node.root as App
  return {
    ...stageParameters(app, stage),
    arn: (parameter: string) =>
      Stack.of(stack).formatArn({ service: 'ssm', resource: 'parameter', resourceName: parameter.slice(1) })
  }
}
