/** Where a program is told when the zone's bucket breaks and when it works again. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createSignal, Show } from 'solid-js'
import { useAnswer } from '../../../data/use-answer.ts'
import { useChange } from '../../../data/use-change.ts'
import { Answered } from '../../../ui/answered.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Fact, Facts } from '../../../ui/facts.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Refusal } from '../../../ui/refusal.tsx'
import { ShownOnce } from '../../../ui/shown-once.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { Time } from '../../../ui/time.tsx'
import { zoneKeys } from '../zone-keys.ts'
import { Deliveries } from './deliveries.tsx'

type Tested = AnswerOf<'POST /api/zones/{zone}/webhook/test'>

export function Webhook(props: { zone: string }) {
  const key = () => zoneKeys.webhook(props.zone)
  const path = () => ({ zone: props.zone })
  const asked = useAnswer(() => ({
    key: key(),
    ask: (api, signal) => api('GET /api/zones/{zone}/webhook', { path: path(), signal })
  }))
  const [address, setAddress] = createSignal('')
  const [replacing, setReplacing] = createSignal(false)
  const [removing, setRemoving] = createSignal(false)
  const [secret, setSecret] = createSignal<string>()
  const [tested, setTested] = createSignal<Tested>()
  const set = useChange({
    work: (api, typed: string) => api('PUT /api/zones/{zone}/webhook', { path: path(), body: { address: typed } }),
    affects: () => [key()],
    onDone: made => {
      setSecret(made.secret)
      setAddress('')
      setReplacing(false)
      setTested(undefined)
    }
  })
  const test = useChange({
    work: (api, _: undefined) => api('POST /api/zones/{zone}/webhook/test', { path: path() }),
    affects: () => [key()],
    onDone: answer => setTested(answer)
  })
  const remove = useChange({
    work: (api, _: undefined) => api('DELETE /api/zones/{zone}/webhook', { path: path() }),
    affects: () => [key()],
    done: 'Removed the webhook',
    onDone: () => {
      setRemoving(false)
      setSecret(undefined)
      setTested(undefined)
    }
  })
  return (
    <section class="card" aria-labelledby="webhook-heading">
      <h2 id="webhook-heading">Webhook</h2>
      <p class="hint">
        When the hourly check finds that the bucket broke, or that it works again, the gateway tells an address of
        yours. Each message is signed with a secret.
      </p>
      <Show when={secret()}>
        {shown => (
          <ShownOnce
            name="The webhook’s secret"
            why="it is kept encrypted, and shown this once. Your program checks signatures with it."
            language="Secret"
            code={shown()}
            onDone={() => setSecret(undefined)}
          />
        )}
      </Show>
      <Answered of={asked} fallback={<Skeleton width="medium" />} failed="Couldn’t load the webhook">
        {known => (
          <>
            <Show when={known().webhook}>
              {webhook => (
                <>
                  <Facts>
                    <Fact name="Address">
                      <code>{webhook().origin}/…</code>
                    </Fact>
                    <Fact name="Set">
                      <Time at={webhook().setAt} />, by {webhook().setBy}
                    </Fact>
                  </Facts>
                  <p class="form-acts">
                    <Button busy={test.busy()} onClick={() => test.run(undefined)}>
                      Send a test
                    </Button>
                    <Button onClick={() => setReplacing(true)}>Replace address</Button>
                    <Button onClick={() => setRemoving(true)}>Remove webhook</Button>
                  </p>
                  <div aria-live="polite">
                    <Refusal of={test.failure()} />
                    <Show when={!test.busy() && test.failure() === undefined && tested()}>
                      {answer => <TestVerdict of={answer()} />}
                    </Show>
                  </div>
                </>
              )}
            </Show>
            <Show when={known().webhook === null || replacing()}>
              <Form
                act="Set address"
                busy={set.busy()}
                failure={set.failure()}
                onSend={() => set.run(address())}
                beside={
                  <Show when={replacing()}>
                    <Button onClick={() => setReplacing(false)}>Cancel</Button>
                  </Show>
                }
              >
                <Field
                  label="Address"
                  type="url"
                  value={address()}
                  onInput={setAddress}
                  longest={1000}
                  placeholder="https://hooks.example.org/kachery"
                  hint={
                    replacing()
                      ? 'The secret of before ends with it; you get a new one.'
                      : 'On the public internet, beginning with https://. Afterwards the page shows its host only.'
                  }
                  required
                  code
                />
              </Form>
            </Show>
            <Show when={known().webhook}>{webhook => <Deliveries of={webhook().deliveries} />}</Show>
          </>
        )}
      </Answered>
      <Confirm
        open={removing()}
        title="Remove the webhook?"
        act="Remove webhook"
        busy={remove.busy()}
        failure={remove.failure()}
        onConfirm={() => remove.run(undefined)}
        onClose={() => {
          setRemoving(false)
          remove.reset()
        }}
      >
        <p>
          Its address and secret are deleted, and what waits is not sent. The zone’s page still shows how the bucket is.
        </p>
      </Confirm>
    </section>
  )
}

const TestVerdict = (props: { of: Tested }) => (
  <Show when={props.of.state === 'delivered'} fallback={<p class="verdict-line bad">{props.of.problem}</p>}>
    <p class="verdict-line good">The test was taken: it answered {props.of.status}.</p>
  </Show>
)
