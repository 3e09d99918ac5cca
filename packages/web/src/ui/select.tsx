/** One of a few, from a list that opens. */
import { createUniqueId, For } from 'solid-js'

interface SelectProps {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  onChoose(value: string): void
}

export function Select(props: SelectProps) {
  const id = createUniqueId()
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select id={id} value={props.value} onChange={event => props.onChoose(event.currentTarget.value)}>
        <For each={props.options}>{({ value, label }) => <option value={value}>{label}</option>}</For>
      </select>
    </div>
  )
}
