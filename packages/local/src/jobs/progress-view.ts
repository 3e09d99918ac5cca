/** How far a job is: on a terminal one line that changes, with a bar, the rate and the time left; else a line now and then. */
import type { Progress } from '@kachery-gateway/core/job-context.ts'

interface Output {
  write(text: string): unknown
  isTTY?: boolean | undefined
  columns?: number
}

/** ms between two looks. */
const often = 100
const seldom = 5_000
const barWidth = 16

export class ProgressView {
  readonly #job: string
  readonly #output: Output
  readonly #now: () => number
  readonly #began: number
  readonly #zones = new Map<string, Progress>()
  #zonesDone: Progress | undefined
  #shown: number
  #lineLength = 0

  /** `now`: ms, from any moment on. */
  constructor(job: string, output: Output, now: () => number = () => performance.now()) {
    this.#job = job
    this.#output = output
    this.#now = now
    this.#began = now()
    this.#shown = output.isTTY === true ? Number.NEGATIVE_INFINITY : this.#began
  }

  update(progress: Progress): void {
    if (progress.unit === 'zones') this.#zonesDone = progress
    else this.#zones.set(progress.zone, progress)
    const now = this.#now()
    if (now - this.#shown < (this.#output.isTTY === true ? often : seldom)) return
    this.#shown = now
    this.#show(this.#line(now))
  }

  /** Takes the changing line away. */
  end(): void {
    if (this.#output.isTTY === true && this.#lineLength > 0) this.#output.write(`\r${' '.repeat(this.#lineLength)}\r`)
    this.#lineLength = 0
  }

  #line(now: number): string {
    const all = [...this.#zones.values()]
    const unit = all.at(-1)?.unit
    const parts = [this.#job]
    if (unit !== undefined) {
      const done = all.reduce((sum, one) => sum + one.done, 0)
      const total = all.every(one => one.total !== undefined)
        ? all.reduce((sum, one) => sum + Math.max(one.total ?? 0, one.done), 0)
        : undefined
      const rate = done / Math.max(0.001, (now - this.#began) / 1000)
      if (total !== undefined && this.#output.isTTY === true) parts.push(bar(done, total))
      parts.push(`${number(done)}${total === undefined ? '' : ` of ${number(total)}`} ${unit}`, `${number(rate)}/s`)
      if (total !== undefined && rate > 0) parts.push(`${duration((total - done) / rate)} left`)
    }
    const zones = this.#zonesDone
    if (zones?.total !== undefined && zones.total > 1) parts.push(`${zones.done} of ${zones.total} zones`)
    return parts.join('  ')
  }

  #show(line: string): void {
    if (this.#output.isTTY !== true) {
      this.#output.write(`${line}\n`)
      return
    }
    const fitting = line.slice(0, (this.#output.columns ?? 80) - 1)
    this.#output.write(`\r${fitting.padEnd(this.#lineLength)}`)
    this.#lineLength = fitting.length
  }
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? barWidth : Math.round((done / total) * barWidth)
  return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${total === 0 ? 100 : Math.floor((done / total) * 100)} %`
}

export const number = (value: number) => Math.round(value).toLocaleString('en-US')

export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}
