/** The address of a link that was just made. */
import { Show } from 'solid-js'
import { CodeBlock } from '../../ui/code-block.tsx'

/** `url`: undefined where none was made. */
export const MadeLink = (props: { url: string | undefined }) => (
  <Show when={props.url}>
    {url => (
      <div role="status">
        <p>
          <strong>Copy it now:</strong> the gateway keeps only its hash, and shows it this once.
        </p>
        <CodeBlock language="Address" code={url()} />
      </div>
    )}
  </Show>
)
