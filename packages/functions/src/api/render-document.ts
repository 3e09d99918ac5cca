/** The API document as a page of docs/: one line an operation, and what it may be refused for. */
import { api, type OperationName } from '@kachery-gateway/core/api/contract.ts'
import type { Route } from '../http/route.ts'

const known = (name: string): name is OperationName => name in api

export function renderDocument(routes: readonly Route[]): string {
  const rows = routes
    .filter(({ method }) => method !== 'OPTIONS')
    .map(({ method, path, caller, summary }) => {
      const name = `${method} ${path}`
      const errors = known(name) ? api[name].errors.map(code => `\`${code}\``).join(', ') : ''
      return `| \`${name}\` | ${caller} | ${summary.replaceAll('|', '\\|')} | ${errors} |`
    })
  return `# The API

What the site of the gateway asks, and what it answers. The same with every field, as OpenAPI 3.1, is at
\`/api/openapi.json\` of each gateway. This page is made of the table of routes; a test holds it to that.

A session cookie says who is calling (\`/api/sign-in\` leads to it). Each write must come from a page of the gateway's own
origin, as JSON. Errors are problem documents (RFC 9457) with \`code\`, a dotted code that never changes, and \`detail\`, one
sentence for a person. Lists have pages: give \`next\` back as \`after\`.

Any operation may be refused with \`request.invalid\` (400), \`request.foreign_origin\` (403), \`auth.signed_out\` (401), an
\`access.…\` code (403), \`zone.not_found\` (404) or \`store.unavailable\` (503).

| operation | for | | may be refused with |
|---|---|---|---|
${rows.join('\n')}
`
}
