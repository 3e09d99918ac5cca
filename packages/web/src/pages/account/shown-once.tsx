/** A new API key, until the person has it. */
import { onMount } from 'solid-js'
import { CodeBlock } from '../../ui/code-block.tsx'

export function ShownOnce(props: { apiKey: string; onDone(): void }) {
  let place: HTMLElement | undefined
  onMount(() => place?.focus())
  return (
    <section class="shown-once" aria-label="Your new API key" tabindex="-1" ref={place}>
      <p>
        <strong>Copy it now:</strong> the gateway keeps only its hash, and shows it this once.
      </p>
      <CodeBlock
        language="Shell"
        code={`export KACHERY_BASE_URL=${window.location.origin}\nexport KACHERY_API_KEY=${props.apiKey}`}
      />
      <p class="form-acts">
        <button type="button" class="secondary" onClick={() => props.onDone()}>
          I have it
        </button>
      </p>
    </section>
  )
}
