/** Servers that play GitHub, a bucket or another of the gateway's surroundings: their answers are not the gateway's. */
import type { Server } from 'node:net'

const ports = new Set<number>()

/** At the beginning of a test file: a port that an earlier one had may be a gateway's now. */
export function forgetFakeServers(): void {
  ports.clear()
  // The real services beside which the conformance and deployment tests run.
  for (const name of ['TEST_S3_ENDPOINT', 'TEST_DYNAMODB_ENDPOINT', 'TEST_AWS_ENDPOINT']) {
    const url = URL.parse(process.env[name] ?? '')
    if (url !== null) ports.add(Number(url.port))
  }
}

export function fakeServer<S extends Server>(server: S): S {
  const note = () => {
    const address = server.address()
    if (typeof address === 'object' && address !== null) ports.add(address.port)
  }
  server.on('listening', note)
  return server
}

export const isFakeServer = (port: number | undefined): boolean => port !== undefined && ports.has(port)
