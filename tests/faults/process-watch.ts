/** What a process holds, as Linux tells it. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface Holdings {
  /** Resident memory, bytes. */
  memory: number
  sockets: number
}

export function holdingsOf(pid: number): Holdings {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return {
    memory: Number(kilobytes) * 1024,
    sockets: descriptorsOf(pid).filter(one => one.startsWith('socket:')).length
  }
}

/** The process that runs main.ts in the process group of `leader`. */
export function gatewayIn(leader: number): number {
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const [, , group] = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? '').split(' ')
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      const runsMain =
        words.some(word => word.endsWith('local/src/main.ts')) && !words.some(word => word.endsWith('.mjs'))
      if (Number(group) === leader && runsMain) return Number(pid)
    } catch {
      // It has ended meanwhile.
    }
  }
  return leader
}

function descriptorsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return []
    }
  })
}
