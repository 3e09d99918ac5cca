/** Whom the records of an older gateway name as owners, and since when. */
import { type LoginKey, loginKey } from '../ids/login-key.ts'
import { UserLabel } from '../ids/user-label.ts'

export interface SeenOwner {
  /** As it was written first. */
  label: UserLabel
  /** The oldest record under it that has a time, ms since the epoch. */
  since: number
  records: number
}

export class SeenOwners {
  readonly #owners = new Map<LoginKey, SeenOwner>()

  /** `created`: ms since the epoch, where the record tells. */
  add(owner: string, created = Number.POSITIVE_INFINITY): void {
    const label = UserLabel.safeParse(owner)
    if (!label.success) return
    const key = loginKey(label.data)
    const seen = this.#owners.get(key) ?? { label: label.data, since: Number.POSITIVE_INFINITY, records: 0 }
    this.#owners.set(key, { ...seen, since: Math.min(seen.since, created), records: seen.records + 1 })
  }

  list(): SeenOwner[] {
    return [...this.#owners.values()].sort((a, b) => (a.label < b.label ? -1 : 1))
  }
}
