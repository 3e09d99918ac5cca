/**
 * The API as its pages call it, typed by the contract; at run time nothing of the contract is loaded, so that it is a few
 * lines in a browser. Answers are what the gateway has already cut to their schemas.
 */

import type * as z from 'zod'
import { defined } from '../defined.ts'
import type { Api, OperationName } from './contract.ts'
import type { Operation } from './operation.ts'

type Parts<K extends OperationName> =
  Api[K] extends Operation<infer P, infer Q, infer B, infer A>
    ? { path: z.input<P>; query: z.input<Q>; body: z.input<B>; answer: z.output<A> }
    : never

export type AnswerOf<K extends OperationName> = Parts<K>['answer']

type Given<Name extends string, T> = T extends undefined
  ? unknown
  : Record<never, never> extends T
    ? { [N in Name]?: T }
    : { [N in Name]: T }

/** Only what the operation takes. */
export type CallOf<K extends OperationName> = Given<'path', Parts<K>['path']> &
  Given<'query', Parts<K>['query']> &
  Given<'body', Parts<K>['body']> & {
    /** The etag of what is to be changed. */
    ifMatch?: string
    signal?: AbortSignal
  }

/** A problem document (RFC 9457), or that there was no answer: then `status` is 0 and `code` is `network`. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  /** All members of the document. */
  readonly problem: Readonly<Record<string, unknown>>

  constructor(status: number, code: string, detail: string, problem: Readonly<Record<string, unknown>>) {
    super(detail)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.problem = problem
  }
}

export type ApiClient = <K extends OperationName>(name: K, call: CallOf<K>) => Promise<AnswerOf<K>>

interface LooseCall {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
  ifMatch?: string
  signal?: AbortSignal
}

/** `base`: in front of each path; '' in a page of the gateway's own. Throws ApiError. */
export function apiClient(options: { base?: string; fetch?: typeof fetch } = {}): ApiClient {
  const { base = '', fetch: send = fetch } = options
  return async (name, call) => {
    const { path = {}, query = {}, body, ifMatch, signal }: LooseCall = call
    const [method = '', template = ''] = name.split(' ')
    const place = template.replace(/\{(\w+)\}/g, (_, part: string) => encodeURIComponent(String(path[part])))
    const asked = new URLSearchParams()
    for (const [key, value] of Object.entries(query)) if (value !== undefined) asked.set(key, String(value))
    const response = await send(`${base}${place}${asked.size === 0 ? '' : `?${asked}`}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...defined({ 'if-match': ifMatch })
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...defined({ signal })
    }).catch(error => {
      if (signal?.aborted || error instanceof ApiError) throw error
      throw new ApiError(0, 'network', 'The gateway cannot be reached; check your connection and try again.', {})
    })
    if (response.status === 204) return undefined
    const json: unknown = await response.json().catch(() => undefined)
    // What is no JSON is of something on the way: a network’s sign-in page perhaps.
    if (response.ok && json !== undefined) return json
    throw problemOf(response.status, json)
  }
}

function problemOf(status: number, json: unknown): ApiError {
  const problem: Record<string, unknown> = typeof json === 'object' && json !== null ? { ...json } : {}
  const { code, detail } = problem
  return new ApiError(
    status,
    typeof code === 'string' ? code : 'unknown',
    typeof detail === 'string' ? detail : 'The gateway gave an answer that cannot be read; try again.',
    problem
  )
}
