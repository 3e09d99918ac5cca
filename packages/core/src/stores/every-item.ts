/** A listing to its end, page after page: for what decides about rights, and for jobs. */
import { defined } from '../defined.ts'
import type { Page } from './registry.ts'

/** `after`: where it begins; absent: at the beginning. */
export async function* everyItem<T>(
  list: (page: { limit: number; after?: string }) => Promise<Page<T>>,
  after?: string
): AsyncGenerator<T> {
  do {
    const page = await list(defined({ limit: 1000, after }))
    yield* page.items
    after = page.next
  } while (after !== undefined)
}
