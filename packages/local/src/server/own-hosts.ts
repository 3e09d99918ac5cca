/**
 * Under which names this gateway may be called. A page anywhere can have a name of its own lead to 127.0.0.1 (DNS
 * rebinding) and would then read our answers as its own: such a request carries that name as its host.
 */

export interface OwnHosts {
  /** Whether a request with this Host header is for us. */
  isOwn(host: string | undefined): boolean
  /** Whether it was made on this machine, as far as its Host header says. */
  isLoopback(host: string | undefined): boolean
}

export const loopbackNames = ['127.0.0.1', 'localhost']

/** `publicUrl`: where the gateway is reached otherwise, by a proxy on this machine. */
export function ownHosts(port: number, publicUrl: string | undefined): OwnHosts {
  const loopback = new Set(loopbackNames.map(name => `${name}:${port}`))
  if (port === 80) for (const name of loopbackNames) loopback.add(name)
  const own = new Set(loopback)
  if (publicUrl !== undefined) own.add(new URL(publicUrl).host)
  return {
    isOwn: host => own.has(host?.toLowerCase() ?? ''),
    isLoopback: host => loopback.has(host?.toLowerCase() ?? '')
  }
}
