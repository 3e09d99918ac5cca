/** While records of an older gateway are still being brought over, a list is not whole: said, and asked for the rest. */
import { createEffect, onCleanup, Show } from 'solid-js'

/** ms */
const pause = 1_500

export function BringingOver(props: { while: boolean; what: string; again(): void }) {
  createEffect(() => {
    if (!props.while) return
    const timer = setInterval(() => props.again(), pause)
    onCleanup(() => clearInterval(timer))
  })
  return (
    <Show when={props.while}>
      <p class="bringing-over" role="status">
        <span class="spinner" aria-hidden="true" />
        The {props.what} that an older gateway left in the bucket are being brought over; the list is not whole yet.
      </p>
    </Show>
  )
}
