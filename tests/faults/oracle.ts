/**
 * Every request of the load and what came of it. Judged at once: an answer that is wrong at any time, malformed, late,
 * or a failure that no store's absence excuses, is a violation of the gateway's promises.
 */
import type { Answer, KacheryClient, RequestOptions } from '../../packages/client/src/kachery-client.ts'
import type { Absentee, AwayTimes } from './away.ts'
import type { StarvationWatch } from './starvation.ts'

/** ms */
export const answerLimit = 10_000

/** What is right. */
export interface Expectation {
  /** The name under which requests of its kind are counted. */
  kind: string
  /** Failures (503) are excused while one of these is away. */
  needs: readonly Absentee[]
  /** What is wrong with an answer 200; undefined: nothing. Absent: no answer 200 is right. */
  answer?: (json: Record<string, unknown>) => string | undefined
  /** Error codes that are right too. */
  codes?: readonly string[]
}

export interface Exchange {
  kind: string
  /** Part of the test in which it began. */
  part: string
  payload: Record<string, unknown>
  /** Of the signature; absent: unsigned. */
  clientId?: string
  /** Unique in the oracle: what finds its log item. */
  timestamp: number
  /** ms of performance.now() */
  began: number
  took: number
  /** ms of a late one in which a busy machine kept the gateway, or this test, from running. */
  starved: number
  /** Absent: no answer came. */
  answer?: Answer
}

export class Oracle {
  readonly exchanges: Exchange[] = []
  readonly violations: string[] = []
  part = 'start'
  readonly #away: AwayTimes
  readonly #starvation: Pick<StarvationWatch, 'between'>
  #timestamp = 0

  constructor(away: AwayTimes, starvation: Pick<StarvationWatch, 'between'>) {
    this.#away = away
    this.#starvation = starvation
  }

  async ask(
    client: KacheryClient,
    payload: Record<string, unknown>,
    expectation: Expectation,
    options: RequestOptions = {}
  ): Promise<Exchange> {
    this.#timestamp = Math.max(this.#timestamp + 1, Date.now())
    const exchange: Exchange = {
      kind: expectation.kind,
      part: this.part,
      payload,
      ...(options.unsigned === true ? {} : { clientId: client.clientId }),
      timestamp: this.#timestamp,
      began: performance.now(),
      took: 0,
      starved: 0
    }
    this.exchanges.push(exchange)
    let failure = ''
    try {
      exchange.answer = await client.request(payload, { ...options, timestamp: exchange.timestamp })
    } catch (error) {
      failure = error instanceof Error ? `${error.message} ${String(error.cause ?? '')}` : String(error)
    }
    const ended = performance.now()
    exchange.took = ended - exchange.began
    if (exchange.took > answerLimit) exchange.starved = this.#starvation.between(exchange.began, ended)
    const violation = this.#judge(exchange, expectation, failure)
    if (violation !== undefined) this.violation(exchange, violation)
    return exchange
  }

  excused(needs: readonly Absentee[], { began, took }: Exchange): boolean {
    return this.#away.excuses(needs, began, began + took)
  }

  violation({ part, kind, took, payload, began }: Exchange, what: string): void {
    const { hash = '' } = payload
    this.violations.push(
      `[${part} ${Math.round(began)}] ${kind} ${String(hash).slice(0, 8)}: ${what} (${Math.round(took)} ms)`
    )
  }

  #judge(exchange: Exchange, expectation: Expectation, failure: string): string | undefined {
    const { answer, took, starved } = exchange
    const excused = (needs: readonly Absentee[]) => this.excused(needs, exchange)
    if (took - starved > answerLimit) return 'it took longer than 10 s'
    if (answer === undefined) return excused(['gateway']) ? undefined : `no answer: ${failure}`
    const { status, code = '', headers, text, json } = answer
    if (status === 200) {
      if (json.type === undefined || !headers.get('content-type')?.startsWith('application/json')) {
        return `no JSON with a type: ${text.slice(0, 200)}`
      }
      return expectation.answer === undefined ? `it was let in: ${shown(json)}` : expectation.answer(json)
    }
    const said = `${status} ${code} ${text.slice(0, 300)}`
    if (!headers.get('content-type')?.startsWith('text/plain')) return `an error that is not plain text: ${said}`
    if (!/^[a-z_]+\.[a-z_]+$/.test(code)) return `an error without a code: ${said}`
    if (/[\r\n]/.test(text) || text.length < 20) return `an error that is no sentence: ${said}`
    if (status === 503) {
      if (!/^[1-9]\d*$/.test(headers.get('retry-after') ?? '')) return `503 without retry-after: ${said}`
      if (excused(expectation.needs) || expectation.codes?.includes(code)) return undefined
      return `nothing that it needs was away: ${said}`
    }
    return expectation.codes?.includes(code) ? undefined : `unexpected: ${said}`
  }
}

export const shown = (json: Record<string, unknown>) => JSON.stringify({ ...json, url: undefined }).slice(0, 300)
