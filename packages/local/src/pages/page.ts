/** The frame of a page that the gateway itself makes, and the headers that let a browser do no more than show it. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { type Html, html } from './html.ts'
import { stylesheetUrl } from './stylesheet.ts'

export interface Page {
  title: string
  content: Html
  /** 200 if absent. */
  status?: number
  headers?: Record<string, string>
}

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'"
].join('; ')

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': policy,
  // Not `no-referrer`, under which browsers do not say which page a form was sent from.
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin'
}

export function render({ title, content, status = 200, headers }: Page): APIGatewayProxyStructuredResultV2 {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Kachery gateway</title>
<link rel="stylesheet" href="${stylesheetUrl}">
</head>
<body>
<header>
<a class="mark" href="/">${mark}<span>Kachery gateway</span></a>
</header>
<main>
${content}
</main>
<footer><p>This gateway runs on one machine and listens to that machine only. Signing in asks just for a name: it is for local use.</p></footer>
</body>
</html>
`
  return { statusCode: status, headers: { ...pageHeaders, ...headers }, body: document.text }
}

/** To another page here, after a form. */
export function redirect(path: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 303, headers: { ...pageHeaders, location: path }, body: '' }
}

/** Blocks in a frame: what is stored is named by what it is. */
const mark = html`<svg width="26" height="26" viewBox="0 0 26 26" fill="currentColor" aria-hidden="true"><rect x="1" y="1" width="11" height="11" rx="3"/><rect x="14" y="1" width="11" height="11" rx="3" opacity=".45"/><rect x="1" y="14" width="11" height="11" rx="3" opacity=".45"/><rect x="14" y="14" width="11" height="11" rx="3"/></svg>`
