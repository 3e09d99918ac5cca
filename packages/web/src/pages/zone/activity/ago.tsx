/** How long ago something was, and on demand when exactly; it grows older while it is looked at. */
import { createSignal, onCleanup } from 'solid-js'
import { agoText } from './ago-text.ts'

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium' })
/** ms */
const lookedAtEvery = 30_000

/** `at`: ms since the epoch. */
export function Ago(props: { at: number }) {
  const [now, setNow] = createSignal(Date.now())
  const timer = setInterval(() => setNow(Date.now()), lookedAtEvery)
  onCleanup(() => clearInterval(timer))
  return (
    <time dateTime={new Date(props.at).toISOString()} title={exact.format(props.at)}>
      {agoText(now() - props.at)}
    </time>
  )
}
