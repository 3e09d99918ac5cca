/** The three lines with which a newcomer's computer begins to use this gateway, and the first ones of Python. */
import { For } from 'solid-js'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'

const example = `import kachery_cloud as kc

# sha1://…
uri = kc.store_file('data.bin')

# a file with the same bytes
path = kc.load_file(uri)`

export function HowToStart(props: { gatewayUrl: string }) {
  const lines = () => [
    'pip install kachery-cloud numpy',
    `export KACHERY_GATEWAY_URL=${props.gatewayUrl}`,
    'kachery-cloud-init'
  ]
  return (
    <section aria-labelledby="start-heading">
      <h2 id="start-heading">Three lines to start</h2>
      <ol class="commands">
        <For each={lines()}>
          {line => (
            <li>
              <code>{line}</code>
              <CopyButton text={line} what={line} />
            </li>
          )}
        </For>
      </ol>
      <p>
        The last one prints a link. Open it, sign in and register the client: from then on it stores files as you. You
        don’t need to sign in to load public files.
      </p>
      <h2>Then store and load</h2>
      <CodeBlock code={example} language="Python" />
    </section>
  )
}
