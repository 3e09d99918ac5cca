/** Sends the parts of an upload that are not there, a few side by side. */
import type { UploadDeps } from './run-upload.ts'

interface OpenUpload {
  upload: string
  /** bytes */
  size: number
  partSize: number
  partCount: number
  /** Numbers of those that are there. */
  parts: readonly number[]
}

interface SendOptions {
  signal: AbortSignal
  /** bytes that are there, with those on their way. */
  report(done: number): void
  /** One more is there. */
  onPart(): void
}

/** The store took no part: its status, or 0 where it did not answer. */
export class PartRefused extends Error {
  readonly status: number

  constructor(status: number) {
    super(`status ${status}`)
    this.name = 'PartRefused'
    this.status = status
  }
}

interface PartUrl {
  number: number
  /** bytes */
  size: number
  url: string
}

/** Of one file; how many of all are on their way, the page's slots say. */
const atOnce = 4
/** URLs live an hour. */
const urlsAtOnce = 20

/** Throws PartRefused, UploadTrouble or ApiError at the first part that fails; those on their way are waited for. */
export async function sendParts(
  deps: Pick<UploadDeps, 'api' | 'files' | 'sending'>,
  open: OpenUpload,
  file: Blob,
  { signal, report, onPart }: SendOptions
): Promise<void> {
  const { size, partSize, partCount } = open
  const there = new Set(open.parts)
  const missing = Array.from({ length: partCount }, (_, at) => at + 1).filter(number => !there.has(number))
  let failure: { error: unknown } | undefined
  let sum = open.parts.reduce((all, number) => all + Math.min(partSize, size - (number - 1) * partSize), 0)
  const underWay = new Map<number, number>()
  const tell = () => report(sum + [...underWay.values()].reduce((all, bytes) => all + bytes, 0))

  let urls: PartUrl[] = []
  let asked: Promise<void> | undefined
  const ask = async () => {
    const numbers = missing.splice(0, urlsAtOnce)
    const call = { path: { upload: open.upload }, body: { numbers }, signal }
    urls = (await deps.api('POST /api/uploads/{upload}/part-urls', call)).urls.toReversed()
  }
  /** undefined: none is left. Lanes that find none wait for one question. */
  async function next(): Promise<PartUrl | undefined> {
    while (urls.length === 0 && (asked !== undefined || missing.length > 0) && failure === undefined) {
      asked ??= ask().finally(() => {
        asked = undefined
      })
      await asked
    }
    return failure === undefined ? urls.pop() : undefined
  }

  async function lane(): Promise<void> {
    for (let part = await next(); part !== undefined; part = await next()) {
      const { number, url, size } = part
      const from = (number - 1) * partSize
      await deps.sending.run(size, signal, async () => {
        if (failure !== undefined) return
        const onBytes = (bytes: number) => {
          underWay.set(number, bytes)
          tell()
        }
        const status = await deps.files.put(url, file.slice(from, from + size), { signal, onBytes })
        underWay.delete(number)
        if (status !== 200) {
          tell()
          throw new PartRefused(status)
        }
        sum += size
        onPart()
        tell()
      })
    }
  }

  tell()
  const guarded = () =>
    lane().catch(error => {
      failure ??= { error }
    })
  await Promise.all(Array.from({ length: atOnce }, guarded))
  if (failure !== undefined) throw failure.error
}
