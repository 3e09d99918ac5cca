/** The pages' one stylesheet, pages.css, and its address, which changes with its content so that it may be kept. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

const text = readFileSync(new URL('pages.css', import.meta.url), 'utf8')

export const stylesheetPath = '/assets/pages.css'
export const stylesheetUrl = `${stylesheetPath}?v=${createHash('sha256').update(text).digest('hex').slice(0, 12)}`

export async function stylesheetHandler(): Promise<APIGatewayProxyStructuredResultV2> {
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' },
    body: text
  }
}
