/** Stores whose clients are large: loaded and connected when something is first asked of them, not before. */
import type { EphemeralStore } from '@kachery-gateway/core/stores/ephemeral-store.ts'
import type { Registry } from '@kachery-gateway/core/stores/registry.ts'

type Closable<T> = T & { close(): void | Promise<void> }

/** `open` runs once, and again after it failed. */
export function registryOnFirstUse(open: () => Promise<Closable<Registry>>): Closable<Registry> {
  const { opened, close } = onFirstUse(open)
  return {
    get: async (...args) => (await opened()).get(...args),
    create: async (...args) => (await opened()).create(...args),
    replace: async (...args) => (await opened()).replace(...args),
    remove: async (...args) => (await opened()).remove(...args),
    erase: async (...args) => (await opened()).erase(...args),
    list: async (...args) => (await opened()).list(...args),
    listByOwner: async (...args) => (await opened()).listByOwner(...args),
    close
  }
}

export function ephemeralStoreOnFirstUse(open: () => Promise<Closable<EphemeralStore>>): Closable<EphemeralStore> {
  const { opened, close } = onFirstUse(open)
  return {
    findFound: async (...args) => (await opened()).findFound(...args),
    rememberFound: async (...args) => (await opened()).rememberFound(...args),
    forgetFound: async (...args) => (await opened()).forgetFound(...args),
    addLogItems: async (...args) => (await opened()).addLogItems(...args),
    zonesOfLogItems: async (...args) => (await opened()).zonesOfLogItems(...args),
    countLogItems: async (...args) => (await opened()).countLogItems(...args),
    newestLogItems: async (...args) => (await opened()).newestLogItems(...args),
    oldestLogItems: async (...args) => (await opened()).oldestLogItems(...args),
    logItemsOf: async (...args) => (await opened()).logItemsOf(...args),
    markArchived: async (...args) => (await opened()).markArchived(...args),
    archivedAmong: async (...args) => (await opened()).archivedAmong(...args),
    removeLogItems: async (...args) => (await opened()).removeLogItems(...args),
    quarantineLogItems: async (...args) => (await opened()).quarantineLogItems(...args),
    removeExpired: async (...args) => (await opened()).removeExpired(...args),
    close
  }
}

function onFirstUse<T>(open: () => Promise<Closable<T>>) {
  let opening: Promise<Closable<T>> | undefined
  return {
    opened() {
      opening ??= open().catch(error => {
        opening = undefined
        throw error
      })
      return opening
    },
    async close() {
      await (await opening)?.close()
    }
  }
}
