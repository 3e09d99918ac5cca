/**
 * The HTTP API: the gateway function's lines of the table of routes, and `$default` for all that `site` serves, which finds
 * its routes itself. Each function has one permission for the whole API: one for each line would make its resource policy
 * larger than the 20,480 bytes that Lambda allows.
 */
import { routes } from '@kachery-gateway/functions/routes.ts'
import { HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Api, type App, type Function as SstFunction } from 'sst/constructs'
import { accept } from './accepted-findings.ts'
import { gatewayFunction, type SharedResources } from './gateway-function.ts'
import { gatewayStack } from './gateway-stack.ts'

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
  stack.addOutputs({ apiEndpoint: made.url, ...(githubUrl === undefined ? {} : { githubUrl }) })
  return { api: made, ...serving }
}

/** No query strings: links that register a client carry a signature there. */
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
