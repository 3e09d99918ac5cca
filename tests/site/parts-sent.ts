/** Which parts of uploads a page sent, and which of them arrived. */
import type { Page } from 'playwright-core'

export interface PartsSent {
  /** How many the store took. */
  arrived(): number
  /** Parts that were sent once more though they had arrived. */
  twice(): string[]
}

export function partsSent(page: Page): PartsSent {
  const there = new Set<string>()
  const twice: string[] = []
  /** Its upload and number. */
  const partOf = (address: string): string | undefined => {
    const { searchParams } = new URL(address)
    const number = searchParams.get('partNumber')
    return number === null ? undefined : `${searchParams.get('uploadId')} ${number}`
  }
  page.on('request', request => {
    const part = request.method() === 'PUT' ? partOf(request.url()) : undefined
    if (part !== undefined && there.has(part)) twice.push(part)
  })
  page.on('response', answer => {
    const part = answer.request().method() === 'PUT' && answer.status() === 200 ? partOf(answer.url()) : undefined
    if (part !== undefined) there.add(part)
  })
  return { arrived: () => there.size, twice: () => twice }
}
