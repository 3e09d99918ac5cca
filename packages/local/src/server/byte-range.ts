/** Which part of a file a request asks for (RFC 9110, 14): one range, as S3 serves it; of several, the whole file. */

export interface ByteRange {
  /** The first and the last byte. */
  start: number
  end: number
}

/** undefined: the whole file. */
export function byteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return undefined
  if (from === '') return Number(to) === 0 ? 'unsatisfiable' : within(size - Math.min(size, Number(to)), size - 1, size)
  if (to !== '' && Number(to) < Number(from)) return undefined
  return within(Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1), size)
}

const within = (start: number, end: number, size: number): ByteRange | 'unsatisfiable' =>
  start < size ? { start, end } : 'unsatisfiable'
