/** Has the gateway's databases take a record, give it back and forget it, when somebody asks for it. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createSignal, For, Show } from 'solid-js'
import { useChange } from '../../data/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { SeverityIcon } from '../../ui/icons.tsx'
import { Refusal } from '../../ui/refusal.tsx'

type Tested = AnswerOf<'POST /api/database-tests'>['databases'][number]

const names: Record<Tested['database'], string> = { registry: 'Registry', ephemeral: 'Ephemeral database' }
const steps = { write: 'Write', read: 'Read', remove: 'Remove' } as const

export function DatabaseTest() {
  const [tested, setTested] = createSignal<readonly Tested[]>()
  const test = useChange({
    work: (api, _: undefined) => api('POST /api/database-tests', {}),
    onDone: ({ databases }) => setTested(databases)
  })
  return (
    <section class="card databases" aria-labelledby="databases-heading">
      <div class="card-head">
        <h2 id="databases-heading">Databases</h2>
        <Button busy={test.busy()} onClick={() => test.run(undefined)}>
          {tested() === undefined ? 'Test the databases' : 'Test again'}
        </Button>
      </div>
      <p class="hint">
        Writes a record to the registry and to the ephemeral database, reads it and removes it. The test takes at most 8
        s.
      </p>
      <div aria-live="polite">
        <Refusal of={test.failure()} />
        <Show when={!test.busy() && test.failure() === undefined && tested()}>
          {known => (
            <ul class="steps">
              <For each={known()}>{database => <Outcome of={database} />}</For>
            </ul>
          )}
        </Show>
      </div>
    </section>
  )
}

const Outcome = (props: { of: Tested }) => (
  <li>
    <SeverityIcon severity={props.of.ok ? 'good' : 'bad'} />
    <div>
      <h3>
        {names[props.of.database]} <span class="hint">{props.of.ok ? 'works' : 'failed'}</span>
      </h3>
      <p>
        {props.of.steps.map(({ step, ok, ms }) => `${steps[step]} ${ok ? '' : 'failed after '}${ms} ms`).join(', ')}
      </p>
      <For each={props.of.steps}>{({ problem }) => <Show when={problem}>{text => <p>{text()}</p>}</Show>}</For>
    </div>
  </li>
)
