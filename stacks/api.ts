/**
 * The HTTP API: the gateway function's lines of the table of routes, and `$default` for all that `site` serves, which finds
 * its routes itself. Each function has one permission for the whole API: one for each line would make its resource policy
 * larger than the 20,480 bytes that Lambda allows.
 */
import { defined } from '@kachery-gateway/core/defined.ts'
import { routes } from '@kachery-gateway/functions/routes.ts'
import { HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { FilterPattern } from 'aws-cdk-lib/aws-logs'
import { Api, type App, type Function as SstFunction, type Stack } from 'sst/constructs'
import { accept } from './accepted-findings.ts'
import { gatewayFunction, type SharedResources } from './gateway-function.ts'
import { gatewayStack } from './gateway-stack.ts'
import { countLines, linesOf } from './log-metric.ts'

export interface GatewayApi {
  api: Api
  gateway: SstFunction
  site: SstFunction
}

const gatewayRoutes = routes.filter(route => route.function === 'gateway')

export function api(app: App, shared: SharedResources): GatewayApi {
  const stack = gatewayStack(app, 'api', 'What a Kachery gateway answers')
  const serving = { gateway: gatewayFunction(stack, 'gateway', shared), site: gatewayFunction(stack, 'site', shared) }
  const { throttle, logRetention, githubUrl } = shared.settings
  const made = new Api(stack, 'api', {
    // The handlers' own matter: their answer depends on the stage's allowed origins.
    cors: false,
    routes: { $default: serving.site },
    defaults: { throttle: { rate: throttle.rate, burst: throttle.burst } },
    accessLog: { format: accessLogFormat, retention: retentionNames[logRetention] }
  })
  const integration = new HttpLambdaIntegration('gateway-integration', serving.gateway, {
    scopePermissionToRoute: false
  })
  // Named as SST names a route: a stage that was deployed with SST's own keeps its routes.
  for (const { method, path } of gatewayRoutes)
    new HttpRoute(made, `Route_${method}_${path}`, {
      httpApi: made.cdk.httpApi,
      routeKey: HttpRouteKey.with(path, HttpMethod[method]),
      integration
    })
  accept(
    made,
    'AwsSolutions-APIG4',
    'Kachery clients sign their requests themselves; who may do what is the domain’s matter.'
  )
  const { administrators } = shared.settings
  stack.addOutputs({
    apiEndpoint: made.url,
    administrators: String(administrators.length),
    ...defined({ githubUrl })
  })
  countFailures(stack, made, serving)
  return { api: made, ...serving }
}

/** Answers that failed, but for those 503 that only ask a client to wait: each of these takes one off again. */
export const failedAnswers = 'failed answers'

function countFailures(stack: Stack, { cdk }: Api, serving: Record<string, SstFunction>): void {
  const status = (value: string) => FilterPattern.stringValue('$.status', '=', value)
  // The gateway's own 429, such as a scratch zone's, is no failure; the API's never reached a function.
  const throttled = FilterPattern.all(status('429'), FilterPattern.stringValue('$.functionMs', '=', '-'))
  if (cdk.accessLogGroup === undefined) throw new Error('The API has no access log, so nobody is told of failures.')
  const pattern = FilterPattern.any(status('5*'), throttled)
  countLines(stack, 'failed-answers', cdk.accessLogGroup, { name: failedAnswers, pattern })
  for (const [name, { logGroup }] of Object.entries(serving))
    countLines(stack, `${name}-pending-answers`, logGroup, {
      name: failedAnswers,
      pattern: linesOf('answer.pending'),
      value: '-1'
    })
}

/** No query strings: links that register a client carry a signature there. CloudFront takes tokens of links out of paths. */
const accessLogFormat = JSON.stringify({
  time: '$context.requestTime',
  requestId: '$context.requestId',
  method: '$context.httpMethod',
  path: '$context.path',
  route: '$context.routeKey',
  status: '$context.status',
  ms: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  functionError: '$context.integrationErrorMessage',
  bytes: '$context.responseLength'
})

const retentionNames = { 7: 'one_week', 30: 'one_month', 90: 'three_months', 365: 'one_year' } as const
