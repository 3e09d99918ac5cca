/**
 * From an operation of the contract to a handler: where it was sent from → what it is about → who is it → may they → what
 * they want → the operation → its answer, cut to its schema. One straight line for all of them.
 */

import { type AuthContext, authorize, type Subject } from '@kachery-gateway/core/access/authorize.ts'
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
      if (event.requestContext.http.method !== 'GET') checkOwnOrigin(site, event)
      const path = parsed<O['path']>('the address', operation.path, event.pathParameters ?? {})
      const query = parsed<O['query']>('the address', operation.query, event.queryStringParameters ?? {})
      const known = await signedIn(gateway, site, event)
      const caller = await authorize<O['caller']>(gateway, operation.caller, known?.user, subjectOf(path, query))
      const body = parsed<O['body']>('the body', operation.body, jsonBody(operation, event))
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
        facts: { ...requestFacts(event, began), ...(known === undefined ? {} : { githubUserId: known.user.login }) },
        cookies: []
      }
      return answerOf(operation, await work(request), request.cookies)
    })
}

const SubjectOfRequest = z.object({
  zone: ZoneName.optional(),
  clientId: ClientId.optional(),
  name: ResourceName.optional()
})

function subjectOf(path: object, query: object): Subject {
  const { zone, clientId, name } = parsed('the address', SubjectOfRequest, { ...query, ...path })
  return {
    ...defined({ zone, clientId, name })
  }
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
