/** What is searched for in a list: sent when a person pauses, so that not every letter is a question. */
import { onCleanup } from 'solid-js'

interface SearchProps {
  value: string
  label: string
  onSearch(text: string): void
}

/** ms */
const pause = 250

export function Search(props: SearchProps) {
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const typed = (text: string) => {
    clearTimeout(timer)
    timer = setTimeout(() => props.onSearch(text.trim()), pause)
  }
  return (
    <search>
      <form
        class="search"
        onSubmit={event => {
          event.preventDefault()
          clearTimeout(timer)
          props.onSearch(String(new FormData(event.currentTarget).get('search') ?? '').trim())
        }}
      >
        <input
          type="search"
          name="search"
          aria-label={props.label}
          placeholder={props.label}
          value={props.value}
          maxLength={100}
          autocomplete="off"
          spellcheck={false}
          onInput={event => typed(event.currentTarget.value)}
        />
      </form>
    </search>
  )
}
