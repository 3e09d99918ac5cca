/** Where a bucket's connections may lead, and how many there are. */
import { type Agents, type HttpConnections, httpConnections } from '../http-connections.ts'
import { NoHttpAgent, PublicHttpsAgent } from './public-addresses.ts'

const maxConnections = 64

/** `public`: over https, at addresses of the internet alone. */
export type Reach = 'anywhere' | 'public'

const agentsOf = {
  anywhere: {},
  public: { http: NoHttpAgent, https: PublicHttpsAgent }
} satisfies Record<Reach, Agents>

export const bucketConnections = (reach: Reach = 'anywhere'): HttpConnections =>
  httpConnections(maxConnections, agentsOf[reach])
