/** Whatever this process writes: tests and the gateway that runs inside it. */
import type { Observer } from '../watch.ts'

export function interceptConsole(watch: Observer): void {
  const place = { in: 'log', of: 'this process' } as const
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream)
    stream.write = (...given: unknown[]) => {
      const [chunk] = given
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) watch.see(place, chunk)
      return Reflect.apply(write, stream, given)
    }
  }
  // vitest's console does not write to them.
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    const write = console[level].bind(console)
    console[level] = (...given: unknown[]) => {
      watch.see(place, given.map(String).join(' '))
      write(...given)
    }
  }
}
