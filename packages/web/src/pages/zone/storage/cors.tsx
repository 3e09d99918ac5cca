/** Which web pages may load and store files of the bucket; Google takes that from a terminal only. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import { createSignal, Show } from 'solid-js'
import { useChange } from '../../../data/use-change.ts'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { readOrigins, usualOrigins } from './origins.ts'

export function Cors(props: { zone: string; bucketUri: string }) {
  const [text, setText] = createSignal(usualOrigins.join('\n'))
  const [mistake, setMistake] = createSignal<string>()
  const [commands, setCommands] = createSignal<string>()
  const byHand = () => props.bucketUri.startsWith('gs://')
  const set = useChange({
    work: async (api, origins: string[]) => {
      try {
        await api('PUT /api/zones/{zone}/cors', { path: { zone: props.zone }, body: { origins } })
        return undefined
      } catch (error) {
        const shown =
          error instanceof ApiError && error.code === 'bucket.cors_by_hand' ? error.problem.commands : undefined
        if (typeof shown !== 'string') throw error
        return shown
      }
    },
    done: shown => (shown === undefined ? 'Set the CORS rules' : 'The commands are below'),
    onDone: shown => setCommands(shown)
  })
  const send = () => {
    const read = readOrigins(text())
    setMistake(read.ok ? undefined : read.mistake)
    if (read.ok) set.run(read.origins)
  }
  return (
    <section class="card" aria-labelledby="cors-heading">
      <h2 id="cors-heading">Web pages that use the files</h2>
      <p class="hint">
        Browsers let a page of another origin load and store files only where the bucket’s CORS rules name it. These
        rules replace the bucket’s own.
      </p>
      <Form
        act={byHand() ? 'Show the commands' : 'Set the rules'}
        busy={set.busy()}
        failure={set.failure()}
        onSend={send}
      >
        <Field
          label="Origins, one a line"
          value={text()}
          onInput={value => {
            setText(value)
            setMistake(undefined)
          }}
          mistake={mistake()}
          rows={4}
          code
        />
      </Form>
      <Show when={commands()}>
        {shown => (
          <Notice severity="info" title="Google takes these rules from its own tools only">
            <p>
              Run this where <code>gcloud</code> is signed in as somebody who may change the bucket:
            </p>
            <CodeBlock language="Terminal" code={shown()} />
          </Notice>
        )}
      </Show>
    </section>
  )
}
