/**
 * The ephemeral store of a gateway that was given none: nothing is remembered, so that there is nothing to forget. It
 * takes no log items, which therefore stay where they are kept until there is a store for them.
 */
import { errors } from '../errors.ts'
import type { EphemeralStore } from './ephemeral-store.ts'

export const absentEphemeralStore: EphemeralStore = {
  absent: true,
  findFound: async () => undefined,
  rememberFound: async () => {},
  forgetFound: async () => {},
  addLogItems: async items => {
    if (items.length > 0) throw errors.storeUnavailable('its database', new Error('the gateway was given none'))
  },
  zonesOfLogItems: async () => [],
  countLogItems: async () => 0,
  oldestLogItems: async () => [],
  newestLogItems: async () => [],
  logItemsOf: async () => [],
  markArchived: async () => {},
  archivedAmong: async () => [],
  removeLogItems: async () => {},
  quarantineLogItems: async () => {},
  removeExpiredFound: async () => 0,
  removeExpiredMarks: async () => 0
}
