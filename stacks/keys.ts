/**
 * Keys that nobody invents by hand: made by the deployment where they are absent, kept as encrypted parameters. No
 * stack owns those parameters, so they outlive `sst remove` as the table does, and what they encrypt stays readable.
 */
import { type KeptKey, keptKeys } from '@kachery-gateway/functions/lambda/functions.ts'
import { CustomResource } from 'aws-cdk-lib'
import { type App, Function as SstFunction, type Stack } from 'sst/constructs'
import { bundled, logGroupOf, roleOf } from './gateway-function.ts'
import { gatewayStack } from './gateway-stack.ts'
import { parameters } from './parameters.ts'

export interface Keys {
  /** In the given stack: what it is given is not shown in any output. */
  originSecret(stack: Stack): string
  /** Likewise. */
  databasePassword(stack: Stack): string
}

export function keys(app: App, rotation?: string): Keys {
  const stack = gatewayStack(app, 'keys', 'Keys of a Kachery gateway, made where they are absent')
  const arns = keptKeys.map(name => parameters(stack).arn(parameters(stack).key(name)))
  const logs = logGroupOf(stack, 'ensure-secret', 30)
  const role = roleOf(stack, 'ensure-secret', logs, {
    KeptKeys: { actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources: arns }
  })
  const keeper = new SstFunction(stack, 'ensure-secret', {
    ...bundled,
    handler: 'stacks/keys/ensure-secret.handler',
    description: 'Makes a key where it is absent, when the gateway is deployed',
    memorySize: 256,
    timeout: 30,
    role: role.withoutPolicyUpdates(),
    logGroup: logs
  })
  const kept = (scope: Stack, name: KeptKey, reveal: boolean) =>
    new CustomResource(scope, `kept-${name.toLowerCase().replaceAll('_', '-')}`, {
      serviceToken: keeper.functionArn,
      resourceType: 'Custom::KeptKey',
      properties: {
        parameter: parameters(stack).key(name),
        reveal: String(reveal),
        // CloudFormation asks again only for a resource that has changed.
        ...(reveal && rotation !== undefined ? { rotation } : {})
      }
    })
  for (const name of keptKeys) kept(stack, name, false)
  // For npm run rotate: this version takes two keys at a time.
  stack.addOutputs({ keysRotate: 'true' })
  const revealed = (scope: Stack, name: KeptKey) => kept(scope, name, true).getAttString('value')
  return {
    originSecret: scope => revealed(scope, 'ORIGIN_SECRET'),
    databasePassword: scope => revealed(scope, 'DATABASE_PASSWORD')
  }
}
