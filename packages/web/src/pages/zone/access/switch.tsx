/** On or off, at once. A checkbox for the browser, so that it is one for the keyboard and for who hears it. */
import { createEffect } from 'solid-js'

interface SwitchProps {
  on: boolean
  /** What is on or off, for who hears it. */
  label: string
  describedBy?: string
  disabled?: boolean
  onTurn(on: boolean): void
}

export function Switch(props: SwitchProps) {
  let input: HTMLInputElement | undefined
  const show = () => {
    if (input !== undefined) input.checked = props.on
  }
  createEffect(show)
  return (
    <input
      ref={input}
      type="checkbox"
      role="switch"
      aria-checked={props.on}
      class="switch"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      disabled={props.disabled}
      onChange={event => {
        props.onTurn(event.currentTarget.checked)
        // What was asked about first has not turned yet.
        show()
      }}
    />
  )
}
