/** Bytes and counts in words. */

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
const count = new Intl.NumberFormat('en-US')

/** Three digits are enough to compare: 1.24 GB, 87.3 MB, 512 B. */
export function bytesText(bytes: number): string {
  let power = 0
  let value = bytes
  while (Number(value.toPrecision(3)) >= 1000 && power < units.length - 1) {
    value /= 1000
    power++
  }
  return `${power === 0 ? Math.round(value) : Number(value.toPrecision(3))} ${units[power]}`
}

export const countText = (number: number): string => count.format(number)

/** `countOf(1, 'file')`: 1 file; of words whose plural ends in s. */
export const countOf = (number: number, thing: string): string =>
  `${countText(number)} ${thing}${number === 1 ? '' : 's'}`

export const quantity = (number: number, measure: 'bytes' | 'counts'): string =>
  measure === 'bytes' ? bytesText(number) : countText(number)
