/**
 * Under which names this gateway may be called. A page anywhere can have a name of its own lead to 127.0.0.1 (DNS
 * rebinding) and would then read our answers as its own: such a request carries that name as its host.
 */

import { isLoopback } from '@kachery-gateway/core/loopback.ts'

export interface OwnHosts {
  /** Whether a request with this Host header is for us. */
  isOwn(host: string | undefined): boolean
  /** The origin of the page that it came from, where that was opened on this machine, as far as its Host header says. */
  loopbackOriginOf(host: string | undefined): string | undefined
}

export const loopbackNames = ['127.0.0.1', 'localhost']

/** `publicUrl`: where the gateway is reached otherwise, by a proxy on this machine. */
export function ownHosts(port: number, publicUrl: string | undefined): OwnHosts {
  const hosts = loopbackNames.flatMap(name => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
  const loopback = new Map(hosts.map(host => [host, `http://${host}`]))
  const { host: publicHost, hostname, origin } = new URL(publicUrl ?? `http://127.0.0.1:${port}`)
  // A tunnel, or a proxy, on this machine.
  if (isLoopback(hostname)) loopback.set(publicHost, origin)
  const own = new Set([...loopback.keys(), publicHost])
  return {
    isOwn: host => own.has(host?.toLowerCase() ?? ''),
    loopbackOriginOf: host => loopback.get(host?.toLowerCase() ?? '')
  }
}
