/** Whatever processes that tests start write, and the secrets that they are given by their environment. */
import { ChildProcess } from 'node:child_process'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { givenByEnvironment } from '../environment.ts'
import type { Observer } from '../watch.ts'

interface Started {
  args?: readonly string[]
  /** `NAME=value` */
  envPairs?: readonly string[]
}

export function interceptChildProcesses(watch: Observer): void {
  // The one way in which spawn, fork and execFile start a process.
  const spawn: unknown = Reflect.get(ChildProcess.prototype, 'spawn')
  if (typeof spawn !== 'function') throw new Error('This Node.js starts processes in another way: mend this tap.')
  Reflect.set(ChildProcess.prototype, 'spawn', function (this: ChildProcess, started: Started) {
    const pairs = (started.envPairs ?? []).map(pair => pair.split(/=(.*)/s, 2))
    givenByEnvironment(Object.fromEntries(pairs))
    const result = Reflect.apply(spawn, this, [started])
    const see = watch.stream({ in: 'log', of: nameOf(started) })
    for (const stream of [this.stdout, this.stderr]) if (stream) onEachChunk(stream, see)
    return result
  })
}

/** Without reading it: whoever started the process does. */
function onEachChunk(stream: Readable, see: (chunk: Uint8Array) => void): void {
  const push = stream.push.bind(stream)
  stream.push = (chunk, encoding) => {
    if (chunk instanceof Uint8Array) see(chunk)
    return push(chunk, encoding)
  }
}

const nameOf = ({ args = [] }: Started) =>
  args.map(arg => basename(arg)).find(arg => /\.\w+$/.test(arg) && arg !== 'node24.mjs') ?? basename(args[0] ?? '')
