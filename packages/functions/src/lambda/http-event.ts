/**
 * What a function is invoked with, as an event of an HTTP API (payload format 2.0): whoever may invoke it, the console's
 * test button too, may send anything, and null where the format has nothing.
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as z from 'zod'

const text = z
  .string()
  .nullish()
  .transform(value => value ?? '')
const texts = z
  .record(z.string(), z.string().nullish())
  .nullish()
  .transform(record => {
    const given: Record<string, string> = {}
    for (const [name, value] of Object.entries(record ?? {})) if (typeof value === 'string') given[name] = value
    return given
  })

const HttpEvent = z.object({
  routeKey: text,
  rawPath: text,
  rawQueryString: text,
  headers: texts,
  cookies: z.array(z.string()).nullish(),
  queryStringParameters: texts,
  pathParameters: texts,
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({
    accountId: text,
    apiId: text,
    domainName: text,
    domainPrefix: text,
    requestId: text,
    stage: text,
    time: text,
    timeEpoch: z.number().nullish(),
    http: z.object({ method: z.string().min(1), path: text, protocol: text, sourceIp: text, userAgent: text })
  })
})

/** undefined: it is none. */
export function readHttpEvent(raw: unknown): APIGatewayProxyEventV2 | undefined {
  const parsed = HttpEvent.safeParse(raw)
  if (!parsed.success) return undefined
  const { cookies, queryStringParameters, pathParameters, body, isBase64Encoded, requestContext, ...event } =
    parsed.data
  const { timeEpoch, ...context } = requestContext
  return {
    version: '2.0',
    ...event,
    requestContext: { ...context, routeKey: event.routeKey, timeEpoch: timeEpoch ?? 0 },
    isBase64Encoded: isBase64Encoded ?? false,
    ...(cookies == null ? {} : { cookies }),
    ...(Object.keys(queryStringParameters).length === 0 ? {} : { queryStringParameters }),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    ...(body == null ? {} : { body })
  }
}
