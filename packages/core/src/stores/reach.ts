/** Where connections may lead that somebody gave the address of, and how many there are. */
import { HttpConnections } from './http-connections.ts'
import { noHttpAgent, publicHttpsAgent } from './public-addresses.ts'

const maxConnections = 64

/** `public`: over https, at addresses of the internet alone. */
export type Reach = 'anywhere' | 'public'

const agentsOf = {
  anywhere: {},
  public: { http: noHttpAgent, https: publicHttpsAgent }
}

export const connectionsWithin = (reach: Reach = 'anywhere'): HttpConnections =>
  new HttpConnections(maxConnections, agentsOf[reach])
