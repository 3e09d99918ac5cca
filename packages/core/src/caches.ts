/** The caches of one process and how long each entry is served, in ms. */
import { BoundedCache } from './bounded-cache.ts'
import type { Caches } from './deps.ts'

/** A permission, registration, token, binding or file that was taken away is refused after this long at the latest. */
const staleness = 60_000
/** What was not there may be made any moment, by this process or another. */
const absence = 2_000

/** As long as an upload may be taken up again. It decides nothing. */
const dayOfUploads = 24 * 3600_000

/** With the 60 s for which settings are kept, who was made administrator by hand is noted within 5 min, where people come. */
const handMadeSeen = 4 * 60_000 - 5_000

/** check-zones runs each hour; until it has, what this process found out counts. */
const hourOfChecks = 3600_000

/** `downloadUrlSeconds`: a found file is kept with its URL, for half of that at most. */
export function makeCaches(now: () => number, { downloadUrlSeconds = 3600 } = {}): Caches {
  const found = Math.min(staleness, downloadUrlSeconds * 500)
  return {
    triedBuckets: new BoundedCache({ size: 1_000, now, lifeOf: () => hourOfChecks }),
    safeUploads: new BoundedCache({ size: 1_000, now, lifeOf: () => staleness }),
    zones: new BoundedCache({ size: 1_000, now, lifeOf: ({ zone }) => (zone === undefined ? absence : staleness) }),
    settings: new BoundedCache({ size: 1_000, now, lifeOf: reading => (reading.ok ? staleness : absence) }),
    clients: new BoundedCache({
      size: 10_000,
      now,
      lifeOf: ({ client }) => (client === undefined ? absence : staleness)
    }),
    labels: new BoundedCache({ size: 10_000, now, lifeOf: () => staleness }),
    administrators: new BoundedCache({
      size: 1,
      now,
      lifeOf: notBound => (notBound.length === 0 ? 3_600_000 : staleness)
    }),
    bindingsByKey: new BoundedCache({ size: 1, now, lifeOf: () => Number.POSITIVE_INFINITY }),
    begunUploads: new BoundedCache({ size: 10_000, now, lifeOf: () => dayOfUploads }),
    adopting: new BoundedCache({ size: 1_000, now, lifeOf: () => staleness }),
    fileSettings: new BoundedCache({ size: 1_000, now, lifeOf: () => staleness }),
    githubTeams: new BoundedCache({ size: 5_000, now, lifeOf: () => staleness }),
    // As old as the answer that took a second at most.
    readers: new BoundedCache({ size: 50_000, now, lifeOf: () => staleness - 1_000 }),
    shareLinks: new BoundedCache({ size: 10_000, now, lifeOf: () => staleness }),
    foundFiles: new BoundedCache({ size: 50_000, now, lifeOf: () => found }),
    users: new BoundedCache({ size: 1_000, now, lifeOf: ({ user }) => (user === undefined ? absence : staleness) }),
    accounts: new BoundedCache({
      size: 5_000,
      now,
      lifeOf: ({ known }) => (known === undefined ? absence : staleness)
    }),
    places: new BoundedCache({ size: 1, now, lifeOf: () => staleness }),
    notedUsers: new BoundedCache({ size: 1, now, lifeOf: () => handMadeSeen }),
    blockedLogins: new BoundedCache({ size: 1, now, lifeOf: () => staleness }),
    apiKeys: new BoundedCache({
      size: 5_000,
      now,
      lifeOf: ({ accountId }) => (accountId === undefined ? absence : staleness)
    })
  }
}
