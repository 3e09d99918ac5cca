/** What the SDK's clients have in common: the connections of the adapter's own requests, one try, an end to each answer. */
import { Readable } from 'node:stream'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { HttpConnections } from './http-connections.ts'

/** `connect`: ms until a connection stands. `longestAnswer`: bytes. */
export function sdkSettings(connections: HttpConnections, connect: number, longestAnswer: number) {
  return {
    // Adapters alone know how much time a call has left.
    maxAttempts: 1,
    logger: silent,
    requestHandler: new BoundedHandler(longestAnswer, {
      connectionTimeout: connect,
      // Limits on answers are the adapters'; the SDK's end with an answer's headers.
      requestTimeout: 0,
      socketTimeout: 0,
      httpAgent: connections.agentFor('http'),
      httpsAgent: connections.agentFor('https'),
      logger: silent
    })
  }
}

/** What an answer with more bytes than it may have is. */
export class AnswerTooLong extends Error {
  constructor() {
    super('the answer is too long')
  }
}

/** They would write to the console: when all connections are in use, when a stream breaks off. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** The SDK reads answers to their end, however long they are. */
class BoundedHandler extends NodeHttpHandler {
  readonly #most: number

  constructor(most: number, options: ConstructorParameters<typeof NodeHttpHandler>[0]) {
    super(options)
    this.#most = most
  }

  override async handle(...request: Parameters<NodeHttpHandler['handle']>) {
    const answer = await super.handle(...request)
    answer.response.body = Readable.from(bounded(answer.response.body, this.#most))
    return answer
  }
}

async function* bounded(body: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > most) throw new AnswerTooLong()
    yield chunk
  }
}
