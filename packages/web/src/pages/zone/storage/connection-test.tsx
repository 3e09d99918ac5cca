/** Tests the zone's bucket when somebody asks for it. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createSignal, For, Show } from 'solid-js'
import { useChange } from '../../../data/use-change.ts'
import { Button } from '../../../ui/button.tsx'
import { Refusal } from '../../../ui/refusal.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { Steps, Verdict } from './steps.tsx'

type Tested = AnswerOf<'POST /api/zones/{zone}/connection-test'>

export function ConnectionTest(props: { zone: string }) {
  const [tested, setTested] = createSignal<Tested>()
  const test = useChange({
    work: (api, _: undefined) => api('POST /api/zones/{zone}/connection-test', { path: { zone: props.zone } }),
    onDone: answer => setTested(answer)
  })
  return (
    <section class="card" aria-labelledby="test-heading">
      <div class="card-head">
        <h2 id="test-heading">Connection test</h2>
        <Button busy={test.busy()} onClick={() => test.run(undefined)}>
          {tested() === undefined ? 'Test the bucket' : 'Test again'}
        </Button>
      </div>
      <p class="hint">
        Writes a small file to <code>tests/</code>, reads it back, signs a link, lists and deletes it: all that the
        gateway does there.
      </p>
      <div aria-live="polite">
        <Refusal of={test.failure()} />
        <Show when={!test.busy()} fallback={<StepsSkeleton />}>
          <Show when={test.failure() === undefined && tested()}>
            {known => (
              <>
                <Verdict steps={known().steps} />
                <Steps steps={known().steps} />
              </>
            )}
          </Show>
        </Show>
      </div>
    </section>
  )
}

const StepsSkeleton = () => (
  <ul class="steps loading" aria-hidden="true">
    <For each={[1, 2, 3, 4, 5]}>
      {() => (
        <li>
          <span class="spinner" />
          <Skeleton width="medium" />
        </li>
      )}
    </For>
  </ul>
)
