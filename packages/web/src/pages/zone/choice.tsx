/** One of a few, at once: radio buttons that look like a row of buttons. */
import { createUniqueId, For } from 'solid-js'

interface ChoiceProps<V extends string> {
  name: string
  options: readonly { value: V; label: string }[]
  value: V
  onChoose(value: V): void
}

export function Choice<V extends string>(props: ChoiceProps<V>) {
  const id = createUniqueId()
  return (
    <fieldset class="choice">
      <legend class="unseen">{props.name}</legend>
      <For each={props.options}>
        {({ value, label }) => (
          <label>
            <input
              type="radio"
              name={id}
              value={value}
              checked={props.value === value}
              onChange={() => props.onChoose(value)}
            />
            <span>{label}</span>
          </label>
        )}
      </For>
    </fieldset>
  )
}
