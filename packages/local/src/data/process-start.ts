/** When a process began, in the system's own words: tells it from a later one that was given the same number. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** 'ended': only its number is left. undefined: there is no such process, or the system does not say. */
export async function processStart(pid: number): Promise<string | undefined> {
  try {
    const [status, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    ])
    // The second field is the program's name in brackets and may hold anything; the third is the state, field 22 the
    // start, in ticks.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ')
    const [state, ticks] = [fields[0], fields[19]]
    // It has ended, and nobody has asked how: in a container whose first process does not, it stays like this.
    if (state === 'Z' || state === 'X') return 'ended'
    return `${boot.trim()} ${ticks}`
  } catch {
    return process.platform === 'win32' || process.platform === 'linux' ? undefined : startByPs(pid)
  }
}

function startByPs(pid: number): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: 2000 }, (error, output) => {
      resolve(error === null && output.trim() !== '' ? output.trim() : undefined)
    })
  })
}
