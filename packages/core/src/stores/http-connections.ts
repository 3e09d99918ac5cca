/** Connections that are kept between calls, with a way to be rid of those that may be dead. */
import type { Agent, AgentOptions } from 'node:http'
import { nodeHttp, nodeHttps } from './node-http.ts'

export type Protocol = 'http' | 'https'
export type MakeAgent = (options: AgentOptions) => Agent

const usual: Record<Protocol, MakeAgent> = {
  http: options => new (nodeHttp().Agent)(options),
  https: options => new (nodeHttps().Agent)(options)
}

export class HttpConnections {
  readonly #most: number
  readonly #make: Record<Protocol, MakeAgent>
  readonly #agents = new Map<Protocol, Agent>()

  /** `most`: connections at once; further calls wait. `make`: what makes them, where it isn't Node's own agents. */
  constructor(most: number, make: Partial<Record<Protocol, MakeAgent>> = {}) {
    this.#most = most
    this.#make = { ...usual, ...make }
  }

  /** Made when it is first needed. */
  agentFor(protocol: Protocol): Agent {
    const agent = this.#agents.get(protocol) ?? this.#make[protocol]({ keepAlive: true, maxSockets: this.#most })
    this.#agents.set(protocol, agent)
    return agent
  }

  /**
   * Closes those that no call is using. After a call that was not answered: where one connection died silently, as behind
   * a router that forgot it, the others did too, and each would cost a later call its time limit.
   */
  dropIdle(): void {
    const idle = [...this.#agents.values()].flatMap(agent => Object.values(agent.freeSockets).flat())
    for (const socket of idle) socket?.destroy()
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy()
  }
}
