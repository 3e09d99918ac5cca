/** Requests of the API as a client signs them. */
import { createHash, sign } from 'node:crypto'
import type { TestClient } from '../../core/testing/test-gateway.ts'
import type { Sent } from './test-site.ts'

/** What is signed, where that is not what is sent. */
export interface SignedInstead {
  method?: string
  url?: string
  body?: unknown
  timestamp?: number
  type?: string
}

/** `request`: method and address, as `ask` takes it. */
export function signed(
  { gateway }: { gateway: { now(): number; publicUrl: string } },
  { clientId, privateKey }: Pick<TestClient, 'clientId' | 'privateKey'>,
  request: string,
  body?: unknown,
  instead: SignedInstead = {}
): Sent & { headers: { authorization: string; origin: string } } {
  const [method = '', address = ''] = request.split(' ')
  const now = gateway.now()
  const content = 'body' in instead ? instead.body : body
  const text = JSON.stringify({
    bodySha256: createHash('sha256')
      .update(content === undefined ? '' : JSON.stringify(content))
      .digest('hex'),
    method: instead.method ?? method,
    timestamp: instead.timestamp ?? now,
    type: instead.type ?? 'apiRequest',
    url: instead.url ?? gateway.publicUrl + address
  })
  const signature = sign(null, Buffer.from(text), privateKey).toString('hex')
  const authorization = `Kachery-Client ${clientId} ${now} ${signature}`
  // As a program sends it: from no page.
  const headers = { authorization, origin: 'https://anywhere.example' }
  return { headers, ...(body === undefined ? {} : { body }) }
}
