/**
 * A base URL that ends in a slash makes addresses that begin with two (`//api/gateway`, `//registerClient/…`): they are
 * those with one. Browsers are led there, since the site reads its address; clients are answered as they are.
 */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

/** Backslashes too, which browsers take for slashes: what comes of it never names another host. */
export const oneSlash = (path: string): string => path.replace(/^[/\\]{2,}/, '/')

/** Signed URLs of files are in no answer but those that hand them out. */
const isForPrograms = (path: string) => /^\/(api|files)\//.test(path)

/** Where a browser that asks for a page finds it; undefined: the path is as it should be, or a program's. `query`: as it was sent. */
export function ledToOneSlash(
  method: string,
  path: string,
  query: string
): APIGatewayProxyStructuredResultV2 | undefined {
  const own = oneSlash(path)
  if (own === path || !['GET', 'HEAD'].includes(method) || isForPrograms(own)) return undefined
  return {
    statusCode: 308,
    headers: { location: query === '' ? own : `${own}?${query}`, 'cache-control': 'no-store' },
    body: ''
  }
}
