/** Webhooks over HTTP: each by a connection of its own, which is looked at when it is made (decision 0053). */
import { httpRequest } from './http-request.ts'
import { connectionsWithin, type Reach } from './reach.ts'
import type { WebhookFailure, Webhooks } from './webhooks.ts'

/** `reach`: where addresses may lead at most. */
export function httpWebhooks(reach: Reach): Webhooks {
  const connections = { public: connectionsWithin('public'), anywhere: connectionsWithin('anywhere') }
  return {
    localAllowed: reach === 'anywhere',

    async post({ url, local, headers, body, patience }) {
      const address = new URL(url)
      const sent = {
        host: address.host,
        'content-length': String(Buffer.byteLength(body)),
        connection: 'close',
        ...headers
      }
      const signal = AbortSignal.timeout(patience)
      try {
        const { status, body: answer } = await httpRequest(
          { method: 'POST', address, path: address.pathname + address.search, headers: sent, body },
          local ? connections[reach] : connections.public,
          { connect: patience, signal }
        )
        answer.destroy()
        return { status }
      } catch (error) {
        return { failure: signal.aborted ? 'timeout' : failureOf(error) }
      }
    }
  }
}

function failureOf(error: unknown): WebhookFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EndpointNotPublic') return 'not_public'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no_host'
  if (/CERT|SIGNATURE|^ERR_(TLS|SSL)/.test(code)) return 'certificate'
  return code === 'ETIMEDOUT' ? 'timeout' : 'no_answer'
}
