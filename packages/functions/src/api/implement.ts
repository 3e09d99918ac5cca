/**
 * From an operation of the contract to a handler: where it was sent from → what it is about → who is it → may they → what
 * they want → the operation → its answer, cut to its schema. One straight line for all of them.
 */

import { type AuthContext, authorize, type Subject } from '@kachery-gateway/core/access/authorize.ts'
import { ofSession } from '@kachery-gateway/core/access/credential.ts'
import type { Operation } from '@kachery-gateway/core/api/operation.ts'
import { defined } from '@kachery-gateway/core/defined.ts'
import { errors } from '@kachery-gateway/core/errors.ts'
import { ClientId } from '@kachery-gateway/core/ids/client-id.ts'
import { ResourceName } from '@kachery-gateway/core/ids/resource-name.ts'
import { ZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import type { Account } from '@kachery-gateway/core/model/account.ts'
import type { RequestFacts } from '@kachery-gateway/core/record/log-item.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import * as z from 'zod'
import { callerFacts, programCredential } from '../handlers/program-credential.ts'
import { bodyText, header, requestFacts } from '../http/request.ts'
import type { Gateway, GatewaySource, HttpHandler } from '../http/route.ts'
import { siteHandler } from '../http/site-handler.ts'
import { checkOwnOrigin } from '../sign-in/own-origin.ts'
import { type Session, signedIn } from '../sign-in/sessions.ts'
import type { SiteDeps } from '../sign-in/site-deps.ts'
import { fieldReasons } from './field-reasons.ts'

/** Largest body, bytes: a settings file of the largest size, as JSON. */
export const maxApiBodyBytes = 120_000

interface ApiRequest<O extends Operation> {
  gateway: Gateway
  site: SiteDeps
  caller: AuthContext[O['caller']]
  /** Of who is signed in. */
  account: Account | undefined
  session: Session | undefined
  path: z.output<O['path']>
  query: z.output<O['query']>
  body: z.output<O['body']>
  ifMatch: string | undefined
  facts: RequestFacts
  /** Cookies to set with the answer. */
  cookies: string[]
}

type Work<O extends Operation> = (request: ApiRequest<O>) => Promise<z.input<O['answer']>>
export type Works<O extends Record<string, Operation>> = { [Name in keyof O]: Work<O[Name]> }

type Implementation = (source: GatewaySource) => HttpHandler

/** What implements each operation, by its name; the compiler misses none. */
export const implementAll =
  <O extends Record<string, Operation>>(operations: O, works: Works<O>) =>
  <Name extends keyof O>(name: Name): Implementation =>
    implement(operations[name], works[name])

function implement<O extends Operation>(operation: O, work: Work<O>): Implementation {
  return source =>
    siteHandler(source, async (gateway, site, event) => {
      const began = gateway.now()
      const isProgram = operation.programs !== undefined && sendsNoCookie(site, event)
      if (event.requestContext.http.method !== 'GET' && !isProgram) checkOwnOrigin(site, event)
      const path = parsed<O['path']>('the address', operation.path, event.pathParameters ?? {})
      const query = parsed<O['query']>('the address', operation.query, event.queryStringParameters ?? {})
      const readBody = () => parsed<O['body']>('the body', operation.body, jsonBody(operation, event))
      const early = operation.zoneInBody === true ? readBody() : undefined
      const credential = isProgram ? await programCredential(gateway, event, maxApiBodyBytes) : undefined
      if (credential?.kind === 'client' && site.cookies.session.sent(event).length > 0)
        throw errors.cookieAndSignature()
      const known = isProgram ? undefined : await signedIn(gateway, site, event)
      // Where anyone may upload, too, a page must learn that its session has ended.
      if (operation.caller === 'zone-uploader' && !isProgram && known === undefined) throw siteErrors.signedOut()
      const shown = credential ?? ofSession(known?.user)
      const subject = subjectOf(path, { ...query, ...zoneOf(early) })
      const caller = await authorize<O['caller']>(gateway, operation.caller, shown, subject, operation.programs)
      const body = early ?? readBody()
      const request: ApiRequest<O> = {
        gateway,
        site,
        caller,
        account: known?.account,
        session: known?.session,
        path,
        query,
        body,
        ifMatch: condition(operation, event),
        facts: { ...requestFacts(event, began), ...callerFacts(shown) },
        cookies: []
      }
      return answerOf(operation, await work(request), request.cookies)
    })
}

/** Nothing that a browser sends by itself says who is calling: no page of others can use it. */
const sendsNoCookie = (site: SiteDeps, event: APIGatewayProxyEventV2): boolean =>
  header(event, 'authorization') !== undefined || site.cookies.session.sent(event).length === 0

const zoneOf = (body: unknown) => SubjectOfRequest.pick({ zone: true }).safeParse(body).data ?? {}

const SubjectOfRequest = z.object({
  zone: ZoneName.optional(),
  upload: z.object({ zone: ZoneName }).optional(),
  clientId: ClientId.optional(),
  name: ResourceName.optional()
})

function subjectOf(path: object, query: object): Subject {
  const { zone, upload, clientId, name } = parsed('the address', SubjectOfRequest, { ...query, ...path })
  return { ...defined({ zone: upload?.zone ?? zone, clientId, name }) }
}

function answerOf({ answer }: Operation, given: unknown, cookies: string[]): APIGatewayProxyStructuredResultV2 {
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
  const content = answer.parse(given)
  if (content === undefined) return { statusCode: 204, headers, cookies, body: '' }
  return {
    statusCode: 200,
    headers: { ...headers, 'content-type': 'application/json' },
    cookies,
    body: JSON.stringify(content)
  }
}

/** Forms of other sites cannot say that they send JSON. */
function jsonBody({ body }: Operation, event: APIGatewayProxyEventV2): unknown {
  if (body instanceof z.ZodUndefined) return undefined
  if (!/^application\/json\s*(;|$)/i.test(header(event, 'content-type') ?? '')) {
    throw errors.badRequest('it must be JSON, with the header content-type: application/json')
  }
  try {
    return JSON.parse(bodyText(event, maxApiBodyBytes))
  } catch (error) {
    if (error instanceof SyntaxError) throw errors.notJson('it does not parse')
    throw error
  }
}

function condition({ condition }: Operation, event: APIGatewayProxyEventV2): string | undefined {
  if (condition === 'none') return undefined
  const etag = header(event, 'if-match')
  if (etag === undefined && condition === 'required') throw siteErrors.conditionMissing()
  return etag
}

/** Throws `request.invalid`, which says what each field must be and nothing of what it was. */
function parsed<S extends z.ZodType>(where: string, schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw siteErrors.badField(where, fieldReasons(result.error, value).slice(0, 20))
}
