/** The body of POST /api/gateway: a payload, and how the caller says who it is. Nothing is believed here yet. */

import { errors } from '../errors.ts'
import { ClientId } from '../ids/client-id.ts'
import { UserLabel } from '../ids/user-label.ts'
import { type JsonNode, type JsonObject, member, toValue } from '../signing/json-node.ts'
import { readJson } from '../signing/json-text.ts'

export interface Envelope {
  /** The payload as it was sent, for the signature. */
  payloadNode: JsonObject
  /** The same as plain values, for the request's schema. */
  payload: unknown
  identity: ClaimedIdentity
}

type ClaimedIdentity =
  | { kind: 'none' }
  /** `signature`: 128 lower-case hex digits. */
  | { kind: 'signature'; clientId: ClientId; signature: string }
  | { kind: 'github'; login: UserLabel; accessToken: string }

/** Throws `request.not_json`, `request.invalid`, `auth.two_identities` or `auth.incomplete_…`. */
export function readEnvelope(bodyText: string): Envelope {
  const body = readJson(bodyText)
  if (body.kind !== 'object') throw errors.badRequest('the body must be a JSON object with a payload')
  const payloadNode = given(body, 'payload')
  if (payloadNode === undefined) throw errors.badRequest('payload is missing')
  if (payloadNode.kind !== 'object') throw errors.badRequest('payload must be a JSON object')
  return { payloadNode, payload: toValue(payloadNode), identity: claimedIdentity(body) }
}

function claimedIdentity(body: JsonNode): ClaimedIdentity {
  const clientId = given(body, 'fromClientId')
  const signature = isEmpty(body, 'fromClientId') ? undefined : given(body, 'signature')
  const login = given(body, 'githubUserId')
  // A page where nobody is signed in names nobody, whatever token it still has.
  const accessToken = isEmpty(body, 'githubUserId') ? undefined : given(body, 'githubAccessToken')

  const signed = clientId !== undefined || signature !== undefined
  const ofGithub = login !== undefined || accessToken !== undefined
  if (signed && ofGithub) throw errors.twoIdentities()
  if (signed) return signatureIdentity(clientId, signature)
  if (ofGithub) return githubIdentity(login, accessToken)
  return { kind: 'none' }
}

function signatureIdentity(clientIdNode: JsonNode | undefined, signatureNode: JsonNode | undefined): ClaimedIdentity {
  const clientId = ClientId.safeParse(textOf(clientIdNode))
  const signature = textOf(signatureNode)
  if (!clientId.success || signature === undefined || !/^[0-9a-f]{128}$/.test(signature)) {
    throw errors.incompleteSignature()
  }
  return { kind: 'signature', clientId: clientId.data, signature }
}

function githubIdentity(loginNode: JsonNode | undefined, accessTokenNode: JsonNode | undefined): ClaimedIdentity {
  if (loginNode === undefined || accessTokenNode === undefined) throw errors.incompleteGithubIdentity()
  const login = UserLabel.safeParse(textOf(loginNode))
  // It is written into sentences and logs, where characters that nobody sees have no business.
  if (!login.success || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(login.data)) {
    throw errors.badRequest('githubUserId must be a login of 1 to 100 characters')
  }
  // It goes into a header of our own call to GitHub.
  const accessToken = textOf(accessTokenNode)
  if (accessToken === undefined || !/^[!-~]{1,4096}$/.test(accessToken)) {
    throw errors.badRequest('githubAccessToken must have 1 to 4096 characters, none of them a space')
  }
  return { kind: 'github', login: login.data, accessToken }
}

/** What clients do not have, Python sends as null and JavaScript as empty text. */
function given(node: JsonNode, key: string): JsonNode | undefined {
  const found = member(node, key)
  return found?.kind === 'null' || textOf(found) === '' ? undefined : found
}

const isEmpty = (node: JsonNode, key: string) => textOf(member(node, key)) === ''

const textOf = (node: JsonNode | undefined) => (node?.kind === 'string' ? node.value : undefined)
