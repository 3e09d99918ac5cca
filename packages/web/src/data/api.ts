/** The one way to the gateway's API: what is sent, how long it may take, and answers that fit their schema. */
import type * as z from 'zod/mini'
import type { Answer, Failure } from './answer.ts'
import { refusal, unreachable, unreadable } from './failures.ts'

export interface ApiDeps {
  fetch(input: string, init: RequestInit): Promise<Response>
  /** ms, for the whole answer */
  timeLimit: number
}

export interface Api {
  get<T>(path: string, schema: z.ZodMiniType<T>): Promise<Answer<T>>
  /** `body` goes as JSON. */
  post<T>(path: string, body: unknown, schema: z.ZodMiniType<T>): Promise<Answer<T>>
}

export function createApi(deps: ApiDeps): Api {
  const json = { 'content-type': 'application/json' }
  return {
    get: (path, schema) => ask(deps, path, { method: 'GET' }, schema),
    post: (path, body, schema) => ask(deps, path, { method: 'POST', headers: json, body: JSON.stringify(body) }, schema)
  }
}

async function ask<T>(
  { fetch, timeLimit }: ApiDeps,
  path: string,
  init: RequestInit,
  schema: z.ZodMiniType<T>
): Promise<Answer<T>> {
  const begun = performance.now()
  const signal = AbortSignal.timeout(timeLimit)
  try {
    const response = await fetch(path, { ...init, cache: 'no-store', redirect: 'error', signal })
    const text = await response.text()
    if (!response.ok) return failed(refusal(response, text))
    const parsed = schema.safeParse(asJson(text))
    if (!parsed.success) return failed(unreadable(response.status))
    return { ok: true, value: parsed.data, elapsed: performance.now() - begun }
  } catch {
    return failed(unreachable(signal.aborted, timeLimit))
  }
}

const failed = (failure: Failure) => ({ ok: false, failure }) as const

/** `undefined`, which fits no schema of ours, where it is not JSON. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
