/**
 * GET /z/ZONE/sha1/HASH, /z/ZONE/sha256/HASH, and /z/ZONE?uri= with the URI that a client printed: a link to a file that does not end. It leads whoever findFile would answer to a fresh URL of the
 * bucket; in zones whose files have readers. A browser that nobody is signed in to is led through signing in and back,
 * whether the file is there or not.
 */
import { type Credential, ofSession } from '@kachery-gateway/core/access/credential.ts'
import { GatewayError } from '@kachery-gateway/core/errors.ts'
import { algorithmOf, UploadHash } from '@kachery-gateway/core/ids/content-hash.ts'
import { fileInUri } from '@kachery-gateway/core/ids/file-uri.ts'
import { ZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import { v1 } from '@kachery-gateway/core/protocol/v1.ts'
import type { RequestFacts } from '@kachery-gateway/core/record/log-item.ts'
import { sha1To } from '@kachery-gateway/core/registrations/content-digests.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import * as z from 'zod'
import { refusalsToAnyOrigin } from '../http/cors.ts'
import { isBrowser, toPage, toStore } from '../http/redirect.ts'
import { header, requestFacts } from '../http/request.ts'
import type { Gateway, GatewaySource, HttpHandler } from '../http/route.ts'
import { siteHandler } from '../http/site-handler.ts'
import { signedIn } from '../sign-in/sessions.ts'
import type { SiteDeps } from '../sign-in/site-deps.ts'
import { answerInTime } from './dispatch-in-time.ts'
import { callerFacts, programCredential } from './program-credential.ts'
import { urlFor } from './stored-file-url.ts'

const Path = z.object({ zone: ZoneName, hash: UploadHash })
type File = z.infer<typeof Path>

export const stableLinkHandler = (source: GatewaySource): HttpHandler =>
  siteHandler(
    source,
    async (gateway, site, event) => {
      const facts = requestFacts(event, gateway.now())
      const file = fileOf(event)
      const credential = await credentialOf(gateway, site, event)
      try {
        return toStore(await urlOf(gateway, file, credential, facts, event.requestContext.http.method))
      } catch (error) {
        if (credential.kind === 'none' && isBrowser(event) && isRefusal(error))
          return toPage(`${site.basePath}/api/sign-in?return=${encodeURIComponent(addressOf(event))}`)
        throw error
      }
    },
    refusalsToAnyOrigin
  )

/** Throws `request.invalid`; a URI that names another zone is no link of this one. */
function fileOf({ pathParameters, queryStringParameters, rawPath }: APIGatewayProxyEventV2): File {
  const { uri } = queryStringParameters ?? {}
  const inUri = pathParameters?.hash === undefined && uri !== undefined ? fileInUri(uri) : undefined
  const path = Path.safeParse({ ...pathParameters, ...(inUri && { hash: inUri.hash }) })
  if (!path.success || (inUri?.zone ?? path.data.zone) !== path.data.zone) throw siteErrors.badLink()
  if (inUri === undefined && !rawPath.includes(`/${algorithmOf(path.data.hash)}/`)) throw siteErrors.badLink()
  return path.data
}

const addressOf = ({ rawPath, rawQueryString }: APIGatewayProxyEventV2) =>
  rawQueryString ? `${rawPath}?${rawQueryString}` : rawPath

async function urlOf(
  gateway: Gateway,
  { zone, hash }: File,
  credential: Credential,
  facts: RequestFacts,
  method: string
): Promise<string> {
  const at = await resolveZone(gateway, zone)
  if (at.files === undefined) throw siteErrors.fileNotFound(zone, hash)
  const sha1 = await sha1To(gateway, at, hash)
  const call = v1.findFile.call('findFile', { zone, hashAlg: 'sha1', hash: sha1, timestamp: facts.requestTimestamp })
  const known = { ...facts, ...callerFacts(credential) }
  const { answer } = await answerInTime(gateway, call, known, async () => credential)
  if (!answer.found) throw siteErrors.fileNotFound(zone, hash)
  return urlFor(gateway, method, at, answer)
}

/** An API key or a client’s signature, else the browser's session. */
async function credentialOf(gateway: Gateway, site: SiteDeps, event: APIGatewayProxyEventV2): Promise<Credential> {
  if (header(event, 'authorization') !== undefined) return programCredential(gateway, event, 0)
  return ofSession((await signedIn(gateway, site, event))?.user)
}

const isRefusal = (error: unknown) =>
  error instanceof GatewayError && (error.code === 'file.not_found' || error.code.startsWith('access.'))
