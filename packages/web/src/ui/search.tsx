/** What is searched for in a list: sent when a person pauses, so that not every letter is a question. */
import { createSignal, createUniqueId, onCleanup, Show } from 'solid-js'
import { tooLong } from './too-long.ts'

interface SearchProps {
  value: string
  /** Begins with its verb, which the field itself leaves out: the rest has room on a phone. */
  label: string
  /** What of a pasted text is searched for. */
  reads?(text: string): string
  onSearch(text: string): void
}

/** ms */
const pause = 250
/** As the gateway takes it, characters. */
const longest = 100

export function Search(props: SearchProps) {
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const id = createUniqueId()
  const [mistake, setMistake] = createSignal<string>()
  const search = (typed: string) => {
    const text = props.reads?.(typed.trim()) ?? typed.trim()
    setMistake(tooLong(text, longest))
    if (mistake() === undefined) props.onSearch(text)
  }
  const typed = (text: string) => {
    clearTimeout(timer)
    timer = setTimeout(() => search(text), pause)
  }
  return (
    <search>
      <form
        class="search"
        onSubmit={event => {
          event.preventDefault()
          clearTimeout(timer)
          search(String(new FormData(event.currentTarget).get('search') ?? ''))
        }}
      >
        <input
          type="search"
          name="search"
          aria-label={props.label}
          placeholder={shortly(props.label)}
          value={props.value}
          aria-invalid={mistake() !== undefined}
          aria-describedby={id}
          autocomplete="off"
          spellcheck={false}
          onInput={event => typed(event.currentTarget.value)}
        />
        <p class="field-mistake" id={id} role="status">
          <Show when={mistake()}>{sentence => sentence()}</Show>
        </p>
      </form>
    </search>
  )
}

/** `Search by label, owner or id` as `Label, owner or id`. */
function shortly(label: string): string {
  const what = label.replace(/^\w+ by /, '')
  return what.charAt(0).toUpperCase() + what.slice(1)
}
