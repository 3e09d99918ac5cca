/** Which addresses are on the public internet, and connections that lead to no others. */
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import type { AgentOptions, ClientRequestArgs } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { Duplex } from 'node:stream'
import { nodeHttp, nodeHttps } from './node-http.ts'

/** IANA's special-purpose registries: https://www.iana.org/assignments/iana-ipv4-special-registry/ and -ipv6-. */
const special = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3]
] as const)
  special.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20]
] as const)
  special.addSubnet(net, prefix, 'ipv6')

/** Of IPv6 only 2000::/3 is in use on the internet: no loopback, no mapped or translated IPv4, no local ones. */
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')

export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4')
    case 6:
      return global6.check(address, 'ipv6') && !special.check(address, 'ipv6')
    default:
      return false
  }
}

/** `code` is what failures are told by. */
class EndpointNotPublic extends Error {
  readonly code = 'EndpointNotPublic'
  constructor() {
    super('the endpoint is no public https address')
  }
}

type Created = (error: Error | null, stream: Duplex) => void

/** Refuses when it connects, whatever a name meant when it was checked before. */
export function publicHttpsAgent(options: AgentOptions) {
  const { Agent } = nodeHttps()
  class PublicHttpsAgent extends Agent {
    override createConnection(options: ClientRequestArgs, created?: Created): Duplex | null | undefined {
      const host = (options.host ?? '').replace(/^\[|\]$/g, '')
      if (isIP(host) === 0 || isPublicAddress(host)) return super.createConnection(options, created)
      return refuse(created)
    }
  }
  return new PublicHttpsAgent({ ...options, lookup: publicLookup })
}

/** Connects to nothing. */
export function noHttpAgent(options: AgentOptions) {
  const { Agent } = nodeHttp()
  class NoHttpAgent extends Agent {
    override createConnection(_: ClientRequestArgs, created?: Created): undefined {
      return refuse(created)
    }
  }
  return new NoHttpAgent(options)
}

/** An error that is thrown here would end the process where the call had waited for a connection. */
function refuse(created: Created | undefined): undefined {
  created?.(new EndpointNotPublic(), new Duplex())
}

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void

function publicLookup(hostname: string, options: LookupOptions, found: Found): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error !== null || first === undefined) return found(error ?? new EndpointNotPublic(), [])
    if (!addresses.every(({ address }) => isPublicAddress(address))) return found(new EndpointNotPublic(), [])
    if (options.all === true) found(null, addresses)
    else found(null, first.address, first.family)
  })
}
