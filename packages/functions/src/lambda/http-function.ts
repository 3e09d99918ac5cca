/**
 * A Lambda function that serves the routes of the table that are its own. In this order: is it an HTTP request, did it
 * come through the CDN, is there a gateway, which route is it for. Whatever happens, the answer is a sentence.
 */
import { errors } from '@kachery-gateway/core/errors.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { readConfig } from '../config.ts'
import { failureAsText, failureOf, nothingThere } from '../http/failure.ts'
import { ledToOneSlash, oneSlash } from '../http/one-slash.ts'
import { audienceOf, refusalHeaders } from '../http/refusal-headers.ts'
import type { Gateway, HttpHandler, Route } from '../http/route.ts'
import { methodsAt, routeTable } from '../http/route-table.ts'
import { sendable, withoutBody } from './answer.ts'
import { readHttpEvent } from './http-event.ts'
import { inRequest, stdoutLogger } from './logger.ts'
import { acceptedKeys } from './rotating-key.ts'
import { type Overrides, type RunningGateway, runningGateway } from './running-gateway.ts'
import { sentPath } from './sent-path.ts'
import { verifyOriginSecret } from './verify-origin-secret.ts'

/** What Lambda calls; what it is given may be anything. */
type HttpFunction = (event: unknown, context: Context) => Promise<APIGatewayProxyStructuredResultV2>

/**
 * `routes`: its own, and perhaps others': what is at none of its own is told by them. A bundle has the handlers of all of
 * them, and the more, the smaller the pieces that all of it is cut into, each of which takes its time to load.
 */
export function httpFunction(
  name: Route['function'],
  routes: readonly Route[],
  overrides: Overrides = {}
): HttpFunction {
  const logger = overrides.logger ?? stdoutLogger
  const running = runningGateway(name, overrides)
  const find = handlersOf(routes.filter(route => route.function === name))
  const methods = (path: string) => methodsAt(routes)(path)

  return (raw, context) => {
    const event = readHttpEvent(raw)
    const requestId = event?.requestContext.requestId || (context?.awsRequestId ?? 'unknown')
    return inRequest(requestId, async () => {
      try {
        if (event === undefined) throw errors.badRequest('this function takes HTTP requests of its API only')
        const { headers, ...answer } = await answered(running, { find, methods }, event, context)
        return sendable({ ...answer, headers: { ...always, 'x-request-id': requestId, ...headers } })
      } catch (error) {
        const { headers, ...answer } = failureAsText(
          failureOf(error, requestId, logger, audienceOf(oneSlash(event?.rawPath ?? ''))),
          requestId
        )
        return { ...answer, headers: { ...headers, ...forPages(running, event) } }
      }
    })
  }
}

async function answered(
  running: RunningGateway,
  { find, methods }: { find: Find; methods: (path: string) => string[] },
  event: APIGatewayProxyEventV2,
  context: Context
): Promise<APIGatewayProxyStructuredResultV2> {
  const request = await verifyOriginSecret(event, async () => {
    const secret = (await running.secrets()).get('ORIGIN_SECRET')
    if (!secret) throw errors.deploymentIncomplete('the secret of its CDN')
    // Beside the one that CloudFront shows, the next or the previous one: npm run rotate ends it, not the clock.
    return acceptedKeys(secret, 0)
  })
  const { http } = request.requestContext
  const { method } = http
  const sent = sentPath(request.rawPath || http.path)
  const led = ledToOneSlash(method, sent, request.rawQueryString)
  if (led !== undefined) return led
  const path = oneSlash(sent)
  const { gateway, release } = await running.lease()
  try {
    const match = find(request, method, path)
    if (match === undefined) throw nothingThere(method, path, methods(path))
    const { routeKey, parameters } = match
    const routed = {
      ...request,
      routeKey,
      rawPath: path,
      requestContext: { ...request.requestContext, routeKey, http: { ...http, path } },
      ...(Object.keys(parameters).length === 0 ? {} : { pathParameters: parameters })
    }
    const result = await (await match.handlerFor(gateway))(routed, context)
    return method === 'HEAD' ? withoutBody(result) : result
  } finally {
    release()
  }
}

interface Found {
  routeKey: string
  parameters: Record<string, string>
  handlerFor(gateway: Gateway): Promise<HttpHandler>
}
type Find = (event: APIGatewayProxyEventV2, method: string, path: string) => Found | undefined

/** On every answer, as the gateway on one machine has it. */
const always = { 'x-content-type-options': 'nosniff' }

/**
 * The route that the API found, with the parts that it took out of the path; where it found none (`$default`), the one
 * that the path is of, so that HEAD goes where GET goes. Each handler is loaded when its route is first asked for, and made
 * once for each gateway.
 */
function handlersOf(own: readonly Route[]): Find {
  const byKey = new Map(own.map(route => [`${route.method} ${route.path}`, route]))
  const find = routeTable(own)
  const made = new WeakMap<Gateway, Map<Route, HttpHandler>>()
  return (event, method, path) => {
    const { routeKey: found, pathParameters = {} } = event
    const known = byKey.get(found)
    const match =
      known === undefined ? find(method, path) : { route: known, routeKey: found, parameters: textsOf(pathParameters) }
    if (match === undefined) return undefined
    const { route, routeKey, parameters } = match
    return {
      routeKey,
      parameters,
      handlerFor: async gateway => {
        const ofGateway = made.get(gateway) ?? new Map<Route, HttpHandler>()
        made.set(gateway, ofGateway)
        const known = ofGateway.get(route)
        if (known !== undefined) return known
        const handler = (await route.load())(() => gateway)
        ofGateway.set(route, handler)
        return handler
      }
    }
  }
}

const textsOf = (given: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).map(([name, value = '']) => [name, value]))

/** Pages of other origins read a refusal only with these. */
function forPages(running: RunningGateway, event: APIGatewayProxyEventV2 | undefined): Record<string, string> {
  if (event === undefined) return {}
  try {
    const { allowedOrigins } = readConfig({ ALLOWED_ORIGINS: running.environment().ALLOWED_ORIGINS }).config
    const origin = Object.entries(event.headers).find(([name]) => name.toLowerCase() === 'origin')?.[1]
    return refusalHeaders(allowedOrigins)(oneSlash(event.rawPath), origin)
  } catch {
    return {}
  }
}
