/** Says so while this computer is offline: what is shown may be old. */
import { createSignal, onCleanup, Show } from 'solid-js'

export function Offline() {
  const [offline, setOffline] = createSignal(!navigator.onLine)
  const look = () => setOffline(!navigator.onLine)
  for (const event of ['online', 'offline']) {
    window.addEventListener(event, look)
    onCleanup(() => window.removeEventListener(event, look))
  }
  return (
    <div role="status">
      <Show when={offline()}>
        <p class="offline">
          This computer is offline. What you see may be old. You can’t change anything until you’re online again.
        </p>
      </Show>
    </div>
  )
}
