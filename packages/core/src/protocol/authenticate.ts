/** Who sent an envelope of protocol v1, as far as that can be said without looking at a zone. */

import type { Credential } from '../access/credential.ts'
import { identifyUser } from '../access/identify-user.ts'
import type { GatewayDeps } from '../deps.ts'
import { errors } from '../errors.ts'
import { verifySignature } from '../signing/signature.ts'
import type { Envelope } from './envelope.ts'

/** Throws `auth.…` errors where what the caller shows is not so. */
export async function authenticate(deps: GatewayDeps, envelope: Envelope): Promise<Credential> {
  const { identity } = envelope
  switch (identity.kind) {
    case 'none':
      return { kind: 'none' }
    case 'signature':
      if (!verifySignature(deps.ed25519, envelope.payloadNode, identity.clientId, identity.signature)) {
        throw errors.badSignature(identity.clientId)
      }
      return { kind: 'client', clientId: identity.clientId, signature: identity.signature }
    case 'github':
      return {
        kind: 'user',
        user: await identifyUser(deps, identity.login, identity.accessToken),
        provedBy: 'github-token'
      }
  }
}
