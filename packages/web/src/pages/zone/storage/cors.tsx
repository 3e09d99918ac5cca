/** Which web pages may load and store files of the bucket: what its rules say, and changes to them. */
import { ApiError } from '@kachery-gateway/core/api/client.ts'
import { createSignal, For, Show } from 'solid-js'
import { useAnswer } from '../../../data/use-answer.ts'
import { useChange } from '../../../data/use-change.ts'
import { Answered } from '../../../ui/answered.tsx'
import { Button } from '../../../ui/button.tsx'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { readOrigins, usualOrigins } from './origins.ts'

export function Cors(props: { zone: string }) {
  const key = ['GET /api/zones/{zone}/cors', props.zone]
  const asked = useAnswer(() => ({
    key,
    ask: (api, signal) => api('GET /api/zones/{zone}/cors', { path: { zone: props.zone }, signal })
  }))
  /** null: only the store's own tools tell. */
  const there = () => asked.value()?.origins
  const [text, setText] = createSignal('')
  const [mistake, setMistake] = createSignal<string>()
  const [commands, setCommands] = createSignal<string>()
  const set = useChange({
    work: async (api, origins: readonly string[]) => {
      try {
        await api('PUT /api/zones/{zone}/cors', { path: { zone: props.zone }, body: { origins: [...origins] } })
        return undefined
      } catch (error) {
        const shown =
          error instanceof ApiError && error.code === 'bucket.cors_by_hand' ? error.problem.commands : undefined
        if (typeof shown !== 'string') throw error
        return shown
      }
    },
    affects: () => [key],
    done: shown => (shown === undefined ? 'Changed the CORS rules' : 'The commands are below'),
    onDone: shown => {
      setCommands(shown)
      if (shown === undefined) setText('')
    }
  })
  const add = () => {
    const read = readOrigins(text() || (there()?.length ? '' : usualOrigins.join(' ')), there() ?? [])
    setMistake(read.ok ? undefined : read.mistake)
    if (read.ok) set.run(read.origins)
  }
  return (
    <section class="card" aria-labelledby="cors-heading">
      <h2 id="cors-heading">Web pages that use the files</h2>
      <p class="hint">
        A web page such as figurl.org can load and store files only if the bucket’s CORS rules name its origin.
      </p>
      <Form
        act={there() === null ? 'Show the commands' : 'Add origins'}
        busy={set.busy()}
        failure={set.failure()}
        onSend={add}
      >
        <Field
          label="Origins, one a line"
          value={text()}
          onInput={value => {
            setText(value)
            setMistake(undefined)
          }}
          mistake={mistake()}
          placeholder={usualOrigins.join('\n')}
          rows={3}
          code
        />
      </Form>
      <Answered of={asked} fallback={<Skeleton width="medium" />} failed="Couldn’t load the CORS rules">
        {known => (
          <>
            <Show when={known().origins?.includes('*')}>
              <Notice severity="warn" title="Any web page can use the files">
                <p>The rule * allows every origin. Remove it and add the pages that you use.</p>
              </Notice>
            </Show>
            <ul class="plain-list" aria-label="Allowed origins">
              <For each={known().origins ?? []}>
                {origin => (
                  <li class="row-acts">
                    <code>{origin}</code>
                    <Button
                      variant="ghost"
                      aria-label={`Remove ${origin}`}
                      onClick={() => set.run((there() ?? []).filter(one => one !== origin))}
                    >
                      Remove
                    </Button>
                  </li>
                )}
              </For>
            </ul>
            <Show when={known().origins?.length === 0}>
              <p class="empty-line">
                No web page can use the files yet. The field’s suggestion suits figurl and neurosift.
              </p>
            </Show>
          </>
        )}
      </Answered>
      <Show when={commands()}>
        {shown => (
          <Notice severity="info" title="Google takes these rules from its own tools only">
            <p>
              Run this where <code>gcloud</code> is signed in as somebody who can change the bucket:
            </p>
            <CodeBlock language="Terminal" code={shown()} />
          </Notice>
        )}
      </Show>
    </section>
  )
}
