/** Answers that lead on, of links to files: never stored, since where they lead changes. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { header } from './request.ts'

/** To a URL of a store. Pages of any origin follow it: what is secret is the URL. It carries nothing of who asks. */
export const toStore = (location: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 302,
  headers: {
    location,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'access-control-allow-origin': '*'
  },
  body: ''
})

/** To a page of the site, or one that leads there. */
export const toPage = (location: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 302,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  body: ''
})

/** Whether somebody looks at what is answered: a browser that opens a page says so. */
export const isBrowser = (event: APIGatewayProxyEventV2): boolean =>
  /\btext\/html\b/.test(header(event, 'accept') ?? '')
