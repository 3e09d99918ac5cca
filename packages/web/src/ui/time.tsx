/** A point in time, in the reader's own time zone. */
import { Show } from 'solid-js'

const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** `at`: ms since the epoch, as some older gateway may have written it. */
export function Time(props: { at: number }) {
  const date = () => {
    const date = new Date(props.at)
    return Number.isNaN(date.getTime()) ? undefined : date
  }
  return (
    <Show when={date()} fallback="unknown">
      {known => <time dateTime={known().toISOString()}>{format.format(known())}</time>}
    </Show>
  )
}
