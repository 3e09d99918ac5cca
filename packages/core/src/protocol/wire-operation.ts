/**
 * What an operation of kachery clients is: what its caller must be allowed to do, its request, its answer. A protocol is
 * a table of them, and all go one way: read → who is it → may they → the operation → the answer, cut to its schema.
 */
import type * as z from 'zod'
import { type AuthorizedZone, authorizeZone, type ZoneAccess } from '../access/authorize-zone.ts'
import type { Credential } from '../access/credential.ts'
import type { GatewayDeps, Limits } from '../deps.ts'
import type { ZoneName } from '../ids/zone-name.ts'
import type { RequestFacts } from '../record/log-item.ts'
import { readFields } from './fields.ts'

export interface Outcome<A> {
  answer: A
  /** What the activity keeps as the answer; absent: the call is not recorded. Presigned URLs are never in it. */
  recorded?: Record<string, unknown>
  /** A write to wait for beside the recording; never rejects. */
  alongside?: Promise<void>
  /** A sentence about an earlier upload of the file: a header, since clients refuse answers with further fields. */
  previousFailure?: string
}

export interface Dispatched<A> extends Omit<Outcome<A>, 'recorded'> {
  /** The log item's part that the call itself says. */
  log?: { zone: ZoneName; payload: Record<string, unknown>; response: Record<string, unknown> }
}

/** A request that was read. */
export interface WireCall<A = object> {
  request: { type: string; timestamp: number }
  /** Whether it may take longer than others. */
  isSlow(limits: Limits): boolean
  dispatch(deps: GatewayDeps, credential: Credential, facts: RequestFacts): Promise<Dispatched<A>>
}

export interface WireOperation<R, A> {
  /** What a caller must be allowed in the zone that it is about. */
  action: ZoneAccess
  call(type: string, request: R): WireCall<A>
  /** Throws `request.invalid`. */
  read(type: string, payload: object): WireCall<A>
}

interface Definition<N extends ZoneAccess, S extends z.ZodObject, A extends z.ZodType> {
  action: N
  request: S
  /** What is not in it is not sent: browser code in the field refuses answers with fields that it does not know. */
  answer: A
  isSlow?(limits: Limits, request: z.output<S>): boolean
}

type Run<S extends z.ZodType, A extends z.ZodType, At> = (
  deps: GatewayDeps,
  at: At,
  request: z.output<S>,
  facts: RequestFacts
) => Promise<Outcome<z.input<A>>>

type Timed = z.ZodObject<{ timestamp: z.ZodType<number> }>

/** One that is about the gateway, for anyone; it is never recorded. */
export function gatewayOperation<S extends Timed, A extends z.ZodType<object>>({
  run,
  ...definition
}: Omit<Definition<'anyone', S, A>, 'action'> & {
  run: (deps: GatewayDeps, request: z.output<S>) => Promise<z.input<A>>
}) {
  return wireOperation({ ...definition, action: 'anyone' }, async (deps, _, request) => ({
    outcome: { answer: await run(deps, request) }
  }))
}

/** One that is about what lies in a zone. `zoneOf`: the zone of a request that does not name one. */
export function zoneOperation<
  N extends ZoneAccess,
  S extends z.ZodObject<{ timestamp: z.ZodType<number>; zone: z.ZodType<ZoneName | undefined> }>,
  A extends z.ZodType<object>
>({
  zoneOf,
  run,
  ...definition
}: Definition<N, S, A> & {
  zoneOf(deps: GatewayDeps, request: z.output<S>): ZoneName | Promise<ZoneName>
  run: Run<S, A, AuthorizedZone<N>>
}) {
  return wireOperation(definition, async (deps, credential, request, facts) => {
    const name = await zoneOf(deps, request)
    const at = await authorizeZone(deps, credential, definition.action, name)
    const outcome = await run(deps, at, request, facts)
    return { outcome, zone: name }
  })
}

function wireOperation<S extends Timed, A extends z.ZodType<object>>(
  { action, request: schema, answer: answers, isSlow }: Definition<ZoneAccess, S, A>,
  run: (
    deps: GatewayDeps,
    credential: Credential,
    request: z.output<S>,
    facts: RequestFacts
  ) => Promise<{ outcome: Outcome<z.input<A>>; zone?: ZoneName }>
): WireOperation<z.output<S>, { type: string } & z.output<A>> {
  const call = (type: string, request: z.output<S>): WireCall<{ type: string } & z.output<A>> => ({
    request: { type, ...request },
    isSlow: limits => isSlow?.(limits, request) ?? false,
    async dispatch(deps, credential, facts) {
      const { outcome, zone } = await run(deps, credential, request, facts)
      const { answer, recorded, alongside, previousFailure } = outcome
      const dispatched: Dispatched<{ type: string } & z.output<A>> = { answer: { type, ...answers.parse(answer) } }
      if (alongside !== undefined) dispatched.alongside = alongside
      if (previousFailure !== undefined) dispatched.previousFailure = previousFailure
      if (recorded !== undefined && zone !== undefined)
        dispatched.log = { zone, payload: { type, ...request, zone }, response: { type, ...recorded } }
      return dispatched
    }
  })
  return { action, call, read: (type, payload) => call(type, readFields(schema, payload)) }
}
