/** A store whose client is large: loaded and connected when something is first asked of it, not before. */

type Closable<T> = T & { close(): void | Promise<void> }

/**
 * Has the methods of what `open` gives, all of them asynchronous. `open` runs at the first call, and again after it failed;
 * `close` opens nothing.
 */
export function openedOnFirstUse<T extends object>(open: () => Promise<Closable<T>>): Closable<T> {
  let opening: Promise<Closable<T>> | undefined
  function opened(): Promise<Closable<T>> {
    opening ??= open().catch(error => {
      opening = undefined
      throw error
    })
    return opening
  }
  const own: Closable<T> = Object.assign(Object.create(null), {
    async close() {
      await (await opening)?.close()
    }
  })
  return new Proxy(own, {
    get: (target, name) => {
      // A promise that gives this store must not take it for another promise.
      if (name === 'then') return undefined
      return Reflect.get(target, name) ?? (async (...args: unknown[]) => callOf(await opened(), name, args))
    }
  })
}

function callOf(store: object, name: string | symbol, args: unknown[]): unknown {
  const method: unknown = Reflect.get(store, name)
  if (typeof method !== 'function') throw new TypeError(`the store has no method ${String(name)}`)
  return Reflect.apply(method, store, args)
}
