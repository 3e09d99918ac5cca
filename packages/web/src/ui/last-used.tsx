/** The day of UTC on which something was used last. */
import { Show } from 'solid-js'

const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

/** `day`: YYYY-MM-DD; null: not yet, as far as is counted. */
export function LastUsed(props: { day: string | null }) {
  return (
    <Show when={props.day} fallback={<span class="hint">Not counted yet</span>}>
      {day => <time dateTime={day()}>{format.format(new Date(day()))}</time>}
    </Show>
  )
}
