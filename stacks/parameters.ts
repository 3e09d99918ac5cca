/** Names of the stage's parameters in SSM. Functions and `npm run doctor` know them by these prefixes. */
import type { KeptKey, OperatorSecret } from '@kachery-gateway/functions/lambda/functions.ts'
import { Stack } from 'aws-cdk-lib'
import type { App } from 'sst/constructs'

export function parameters(stack: Stack) {
  const { name: app, stage } = stack.node.root as App
  const prefix = `/${app}/${stage}/`
  const secretPrefix = `/sst/${app}/${stage}/Secret/`
  return {
    prefix,
    /** Where `sst secrets set` puts them. */
    secretPrefix,
    publicUrl: `${prefix}public-url`,
    key: (name: KeptKey) => `${prefix}keys/${name}`,
    secret: (name: OperatorSecret) => `${secretPrefix}${name}/value`,
    arn: (parameter: string) =>
      Stack.of(stack).formatArn({ service: 'ssm', resource: 'parameter', resourceName: parameter.slice(1) })
  }
}
