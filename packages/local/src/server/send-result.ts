/** A handler's result as an HTTP answer. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

interface SendOptions {
  requestId: string
  /** The connection is not used again. */
  close: boolean
  /** Awaited between the last byte of the answer and its end. */
  beforeEnd?: () => Promise<void>
}

/** Throws before anything is sent where a header cannot be sent. */
export async function sendResult(
  request: IncomingMessage,
  response: ServerResponse,
  result: APIGatewayProxyStructuredResultV2,
  options: SendOptions
): Promise<void> {
  const { statusCode = 200, headers = {}, cookies = [], body = '', isBase64Encoded = false } = result
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('x-request-id', options.requestId)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value))
  if (cookies.length > 0) response.setHeader('set-cookie', cookies)
  if (options.close) response.setHeader('connection', 'close')

  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  const bodiless = statusCode === 204 || statusCode === 304
  if (!bodiless) response.setHeader('content-length', bytes.length)
  response.writeHead(statusCode)
  if (!bodiless && request.method !== 'HEAD') response.write(bytes)
  await options.beforeEnd?.()
  response.end()
}
