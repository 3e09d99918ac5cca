/** A page for whoever cannot be given what they asked for: what is the matter, and what to do. */
import type { Failure } from '@kachery-gateway/functions/http/failure.ts'
import { html } from './html.ts'
import type { Page } from './page.ts'

const titles: Record<string, string> = {
  'sign_in.elsewhere': 'Signing in works on the gateway’s own machine',
  'sign_in.off': 'Signing in is off here',
  'request.foreign_origin': 'Nothing was done'
}

const titleOf = ({ code, status }: Failure): string =>
  titles[code] ?? (status === 503 ? 'This does not work at the moment' : 'This did not work')

export function errorPage(failure: Failure): Page {
  const title = titleOf(failure)
  return {
    title,
    status: failure.status,
    headers: {
      'x-error-code': failure.code,
      ...(failure.retryAfter === undefined ? {} : { 'retry-after': String(failure.retryAfter) })
    },
    content: html`<h1>${title}</h1>
<p class="lead">${failure.sentence}</p>
<p><a href="/">To the gateway’s first page</a></p>
<p class="code">${failure.status} <code>${failure.code}</code></p>`
  }
}
