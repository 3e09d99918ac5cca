/** A secret that is shown this once, until the person has it. */
import { onMount } from 'solid-js'
import { CodeBlock } from './code-block.tsx'

interface ShownOnceProps {
  /** What it is, for who hears it: "Your new API key". */
  name: string
  /** Why it isn't shown again. */
  why: string
  code: string
  language: string
  onDone(): void
}

export function ShownOnce(props: ShownOnceProps) {
  let place: HTMLElement | undefined
  onMount(() => place?.focus())
  return (
    <section class="shown-once" aria-label={props.name} tabindex="-1" ref={place}>
      <p>
        <strong>Copy it now:</strong> {props.why}
      </p>
      <CodeBlock language={props.language} code={props.code} />
      <p class="form-acts">
        <button type="button" class="secondary" onClick={() => props.onDone()}>
          I have it
        </button>
      </p>
    </section>
  )
}
