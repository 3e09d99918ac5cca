/**
 * A request as anybody makes it, with a URL: by the connections of the bucket's own requests, which may lead to public
 * addresses alone. Follows no redirect, reads no body.
 */
import { defined } from '../../defined.ts'
import { type HttpAnswer, httpRequest, type RequestLimits } from '../http-request.ts'
import type { Opened } from './requests.ts'

export type PlainAnswer = Omit<HttpAnswer, 'body'>

export interface PlainRequest {
  method: string
  headers: Record<string, string>
  body?: string
}

export async function plainRequest(
  url: string,
  { method, headers, body }: PlainRequest,
  { connections, connect }: Pick<Opened, 'connections' | 'connect'>,
  signal: RequestLimits['signal']
): Promise<PlainAnswer> {
  const address = new URL(url)
  const length: Record<string, string> = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const answer = await httpRequest(
    {
      method,
      address,
      // As it stands in the URL, which a URL's own parts are not.
      path: url.slice(address.origin.length),
      headers: { ...headers, ...length },
      ...defined({ body })
    },
    connections,
    { connect, signal }
  )
  answer.body.resume()
  return { status: answer.status, headers: answer.headers }
}
