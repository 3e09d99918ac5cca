/** An HTTP request as the event that API Gateway (HTTP API, payload format 2.0) would make of it. */
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

interface EventFacts {
  /** The request's path and query as they were sent. */
  path: string
  query: string
  match: { routeKey: string; parameters: Record<string, string> }
  body: Buffer
  requestId: string
  /** ms since the epoch */
  now: number
}

export function toEvent(request: IncomingMessage, facts: EventFacts): APIGatewayProxyEventV2 {
  const { path, query, match, body, requestId, now } = facts
  const { cookie, ...headers } = headersOf(request.rawHeaders)
  const cookies = cookie?.split(/; */).filter(one => one !== '') ?? []
  const parameters = queryParameters(query)
  const text = isText(headers['content-type']) && isUtf8(body)
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: path,
    rawQueryString: query,
    headers,
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method: request.method ?? '',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? ''
      },
      requestId,
      routeKey: match.routeKey,
      stage: '$default',
      time: clfTime(new Date(now)),
      timeEpoch: now
    },
    isBase64Encoded: body.length > 0 && !text,
    ...(cookies.length === 0 ? {} : { cookies }),
    ...(query === '' ? {} : { queryStringParameters: parameters }),
    ...(Object.keys(match.parameters).length === 0 ? {} : { pathParameters: match.parameters }),
    ...(body.length === 0 ? {} : { body: body.toString(text ? 'utf8' : 'base64') })
  }
}

/** Names in lower case; one that was sent several times has its values joined by commas. */
function headersOf(rawHeaders: readonly string[]): Record<string, string> {
  const headers = new Map<string, string>()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    const value = rawHeaders[at + 1] ?? ''
    const known = headers.get(name)
    // A second host or a second cookie is no list: the first host counts, cookies go on.
    if (known === undefined) headers.set(name, value)
    else if (name !== 'host') headers.set(name, `${known}${name === 'cookie' ? '; ' : ','}${value}`)
  }
  // Not by assignment, which takes a header `__proto__` for something else.
  return Object.fromEntries(headers)
}

function queryParameters(query: string): Record<string, string> {
  const joined = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    const known = joined.get(name)
    joined.set(name, known === undefined ? value : `${known},${value}`)
  }
  return Object.fromEntries(joined)
}

const isText = (contentType = '') =>
  /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded)\b|[\w.-]+\/[\w.-]+\+(json|xml)\b)/i.test(
    contentType.trim()
  )

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (n: number) => String(n).padStart(2, '0')

/** As in web servers' logs: 12/Mar/2026:19:03:58 +0000 */
const clfTime = (at: Date) =>
  `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`
