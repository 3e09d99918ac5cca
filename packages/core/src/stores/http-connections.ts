/** Connections that are kept between calls, with a way to be rid of those that may be dead. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'

export interface HttpConnections {
  httpAgent: HttpAgent
  httpsAgent: HttpsAgent
  /**
   * Closes those that no call is using. After a call that was not answered: where one connection died silently, as behind
   * a router that forgot it, the others did too, and each would cost a later call its time limit.
   */
  dropIdle(): void
}

/** What makes connections, where it is not Node's own. */
export interface Agents {
  http?: typeof HttpAgent
  https?: typeof HttpsAgent
}

/** `most`: connections at once; further calls wait. */
export function httpConnections(most: number, { http = HttpAgent, https = HttpsAgent }: Agents = {}): HttpConnections {
  const httpAgent = new http({ keepAlive: true, maxSockets: most })
  const httpsAgent = new https({ keepAlive: true, maxSockets: most })
  return {
    httpAgent,
    httpsAgent,
    dropIdle() {
      const idle = [httpAgent, httpsAgent].flatMap(agent => Object.values(agent.freeSockets).flat())
      for (const socket of idle) socket?.destroy()
    }
  }
}
