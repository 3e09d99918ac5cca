/** The API document: OpenAPI 3.1, made of the table of routes and the contract, so that it says what is so. */
import { accessPolicies } from '@kachery-gateway/core/access/access-policy.ts'
import { api, type OperationName } from '@kachery-gateway/core/api/contract.ts'
import { nothing, type Operation } from '@kachery-gateway/core/api/operation.ts'
import * as z from 'zod'
import { problemType } from '../http/problem.ts'
import type { Route } from '../http/route.ts'

type Json = Record<string, unknown>

const named = (name: string): name is OperationName => name in api

/** `version`: of the gateway. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const { method, path, caller, summary } of routes) {
    if (method === 'OPTIONS') continue
    const name = `${method} ${path}`
    const described = named(name) ? ofContract(api[name]) : ofOther(path)
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: { summary, description: accessPolicies[caller], ...described }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kachery gateway',
      version,
      description:
        'The API of the site. A session cookie says who is calling, and where the operation says so an API key or a client’s signature; each write with a cookie must come from the gateway’s own origin. Errors are problem documents (RFC 9457) with a dotted code.'
    },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-kachery-session' },
        apiKey: { type: 'http', scheme: 'bearer' },
        client: {
          type: 'apiKey',
          in: 'header',
          name: 'authorization',
          description:
            'Kachery-Client CLIENT_ID TIMESTAMP SIGNATURE: a client’s signature of the request, see docs/api.md.'
        }
      },
      schemas: { Problem: problem }
    }
  }
}

function ofContract(operation: Operation): Json {
  const { caller, programs, path, query, body, answer, condition, errors } = operation
  const parameters = [
    ...parametersOf('path', path),
    ...parametersOf('query', query),
    ...(condition === 'none'
      ? []
      : [{ name: 'If-Match', in: 'header', required: condition === 'required', schema: { type: 'string' } }])
  ]
  const has = (schema: z.ZodType) => !(schema instanceof z.ZodUndefined)
  return {
    ...(caller === 'anyone'
      ? {}
      : { security: [{ session: [] }, ...(programs ? [{ apiKey: [] }, { client: [] }] : [])] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(has(body) ? { requestBody: { required: true, content: json(schemaOf(body, 'input')) } } : {}),
    responses: {
      ...(answer === nothing || !has(answer)
        ? { 204: { description: 'Done.' } }
        : { 200: { description: 'Done.', content: json(schemaOf(answer, 'output')) } }),
      default: {
        description: `A problem. Beside what any operation may answer: ${errors.length === 0 ? 'nothing more' : errors.join(', ')}.`,
        content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } }
      }
    }
  }
}

/** What is no operation of the contract: the wires of kachery clients, signing in. */
function ofOther(path: string): Json {
  const leads = path === '/api/sign-in' || path === '/github/auth'
  return {
    responses: leads ? { 303: { description: 'Leads on.' } } : { 200: { description: 'See docs/protocol.md.' } }
  }
}

function parametersOf(where: 'path' | 'query', schema: z.ZodObject): Json[] {
  return Object.entries(schema.shape).map(([name, part]) => ({
    name,
    in: where,
    required: where === 'path' || !z.safeParse(part, undefined).success,
    schema: schemaOf(part, 'input')
  }))
}

const json = (schema: Json) => ({ 'application/json': { schema } })

function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return made
}

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'One sentence for a person: what was wrong and what to do.' },
    code: { type: 'string', description: 'Never changes.' },
    requestId: { type: 'string' }
  }
}
