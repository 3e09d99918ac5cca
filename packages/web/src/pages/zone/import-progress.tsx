/** While records of an older gateway are still being imported, a list is not whole: said, and asked for the rest. */
import { createEffect, onCleanup, Show } from 'solid-js'

/** ms */
const pause = 1_500

export function ImportProgress(props: { while: boolean; what: string; again(): void }) {
  createEffect(() => {
    if (!props.while) return
    const timer = setInterval(() => props.again(), pause)
    onCleanup(() => clearInterval(timer))
  })
  return (
    <Show when={props.while}>
      <p class="import-progress" role="status">
        <span class="spinner" aria-hidden="true" />
        The {props.what} that an older gateway left in the bucket are being imported; the list is not whole yet.
      </p>
    </Show>
  )
}
