/**
 * A request of the API that a client signed: method, whole address, body and time. It signs a text that no request of protocol
 * v1 is, so that a signature of one door opens no other (docs/decisions/0221-clients-sign-requests-of-the-api.md).
 */
import { createHash } from 'node:crypto'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { ClientId } from '../ids/client-id.ts'
import { encoded } from '../stores/signature-v4.ts'
import type { Credential } from './credential.ts'
import { checkTimestamp } from './timestamp.ts'

export interface RequestToSign {
  method: string
  /** Path and query as they were sent, from the slash behind the gateway's public URL on. */
  target: string
  body: Uint8Array
  /** Of the header `host`: the address that the request was sent to, as far as it tells. */
  host: string | undefined
}

const scheme = /^Kachery-Client(?: |$)/i
const shape = /^Kachery-Client ([0-9a-f]{64}) (\d{1,15}) ([0-9a-f]{128})$/i

export const isClientSignature = (authorization: string): boolean => scheme.test(authorization)

/** Throws `auth.incomplete_signature`, `auth.wrong_clock`, `auth.other_gateway` or `auth.bad_signature`. */
export function credentialOfSignature(
  deps: Pick<GatewayDeps, 'ed25519' | 'now' | 'publicUrl'>,
  authorization: string,
  { method, target, body, host }: RequestToSign
): Extract<Credential, { kind: 'client' }> {
  const [, id = '', time = '', signature = ''] = shape.exec(authorization) ?? []
  const clientId = ClientId.safeParse(id)
  if (!clientId.success || !/^[0-9a-f]{128}$/.test(signature)) throw errors.incompleteClientHeader()
  const timestamp = Number(time)
  checkTimestamp(timestamp, deps.now())
  const bodySha256 = createHash('sha256').update(body).digest('hex')
  const signs = (url: string) => {
    // Keys in their order, no spaces: the canonical text.
    const text = JSON.stringify({ bodySha256, method, timestamp, type: 'apiRequest', url })
    return deps.ed25519(clientId.data, Buffer.from(signature, 'hex'), Buffer.from(text))
  }
  const url = deps.publicUrl + target
  // What stands between a client and the gateway may spell the same address in another way.
  const spelled = deps.publicUrl + usualSpelling(target)
  if (signs(url) || (spelled !== url && signs(spelled))) return { kind: 'client', clientId: clientId.data, signature }
  // Whoever was given another address of this gateway, or another gateway's, has signed that.
  const other = ['https', 'http'].map(scheme => `${scheme}://${host}`).find(origin => signs(origin + target))
  if (other !== undefined) throw errors.signedForOther(other, deps.publicUrl)
  throw errors.badRequestSignature(clientId.data, url)
}

/** RFC 3986: all but unreserved characters encoded, in capitals. As it is where it means nothing. */
function usualSpelling(target: string): string {
  const [path = '', query] = target.split(/\?(.*)/s)
  try {
    const spelledPath = path.split('/').map(respelled).join('/')
    return query === undefined || query === ''
      ? spelledPath
      : `${spelledPath}?${query.split('&').map(parameter).join('&')}`
  } catch {
    return target
  }
}

/** Throws where it is no encoded text. */
const respelled = (part: string): string => encoded(decodeURIComponent(part))

function parameter(pair: string): string {
  const [name = '', value = ''] = pair.replaceAll('+', '%20').split(/=(.*)/s)
  return `${respelled(name)}=${respelled(value)}`
}
