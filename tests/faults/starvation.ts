/**
 * How long a process was ready to run and another had the processor, as Linux counts it: what a busy machine adds to an
 * answer is not the gateway's.
 */
import { readFileSync } from 'node:fs'

/** ms between two looks */
const pause = 100

export interface StarvationWatch {
  /** ms, of this process and the watched one together, between two times of performance.now(). */
  between(from: number, until: number): number
  stop(): void
}

interface Look {
  at: number
  /** ms since the watch began */
  waited: number
}

/** `pid`: whom to watch now; another one than before begins at nothing. */
export function watchStarvation(pid: () => number): StarvationWatch {
  const looks: Look[] = [{ at: performance.now(), waited: 0 }]
  let known = waits(pid())
  const look = () => {
    const now = waits(pid())
    const { waited = 0 } = looks.at(-1) ?? {}
    const grown = [...now].map(([key, total]) => Math.max(0, total - (known.get(key) ?? total)))
    looks.push({ at: performance.now(), waited: waited + grown.reduce((sum, one) => sum + one, 0) })
    known = now
  }
  const timer = setInterval(look, pause)
  return {
    between(from, until) {
      look()
      const before = looks.findLast(({ at }) => at <= from) ?? looks[0]
      const after = looks.find(({ at }) => at >= until) ?? looks.at(-1)
      return (after?.waited ?? 0) - (before?.waited ?? 0)
    },
    stop: () => clearInterval(timer)
  }
}

/** ms for which the main thread of each has waited since it began, by its pid. */
function waits(pid: number): Map<number, number> {
  return new Map([process.pid, pid].map(one => [one, waitOf(one)]))
}

function waitOf(pid: number): number {
  try {
    const [, nanoseconds = '0'] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')
    return Number(nanoseconds) / 1e6
  } catch {
    // It has ended, or this is no Linux.
    return 0
  }
}
