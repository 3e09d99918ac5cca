/** What the gateway may answer a page: good, bad, late and never. */
import type { Answering } from './site-server.ts'

const json =
  (value: unknown): Answering =>
  response =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))

const missing = [
  {
    name: 'GITHUB_CLIENT_ID',
    consequence: 'Nobody can sign in, so that no client can be registered.',
    remedy: 'npm run secret -- set GITHUB_CLIENT_ID --stage production'
  },
  {
    name: 'MONGO_URI',
    consequence: 'Log items are kept aside, and usage is not counted.',
    remedy: 'npm run secret -- set MONGO_URI --stage production'
  }
]
const wrong = [{ name: 'GATEWAY_CONFIG', problem: 'Line 4: the bucket "lab" has no uri. Zones of it are not served.' }]

export const complete = json({ status: 'ok' })
export const incomplete = json({ status: 'ok', missing })
export const mistaken = json({ status: 'ok', missing, wrong })
export const never: Answering = () => undefined
export const foreign: Answering = response =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Sign in to the network</h1>')
export const cutOff: Answering = response => void response.destroy()
export const failing: Answering = response =>
  response
    .writeHead(503, {
      'content-type': 'text/plain; charset=utf-8',
      'x-error-code': 'store.unavailable',
      'x-request-id': '4f0c2a9e'
    })
    .end('A store of this gateway does not answer at the moment; try again in a few seconds.')

/** `wait`: ms */
export const late =
  (wait: number, answering: Answering): Answering =>
  response =>
    void setTimeout(() => answering(response), wait)

export const clientId = 'ab12cd34'.repeat(8)

export const registered = json({
  type: 'getClientInfo',
  found: true,
  client: { clientId, ownerId: 'github|franklab', timestampCreated: 1_763_000_000_000, label: 'rig 2, <b>room 14</b>' }
})
export const unregistered = json({ type: 'getClientInfo', found: false })
