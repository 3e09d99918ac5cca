/** New credentials for a zone's own bucket: in use once they pass the connection test. */
import { createSignal, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import { useChange } from '../../../data/use-change.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form } from '../../../ui/form.tsx'
import { Steps, type TestStep, Verdict } from '../../zone/storage/steps.tsx'
import { CredentialFields } from './credential-fields.tsx'
import { type CredentialsForm, credentialMistakes, credentialsOf, type Mistakes, none } from './credentials.ts'
import { failedSteps } from './tested.ts'

export function RotateCredentials(props: { zone: string; onClose(): void }) {
  const [form, setForm] = createStore<CredentialsForm>({ accessKeyId: '', secretAccessKey: '', endpoint: '' })
  const [mistakes, setMistakes] = createSignal<Mistakes<CredentialsForm>>({})
  const [steps, setSteps] = createSignal<readonly TestStep[]>()
  const rotate = useChange({
    work: (api, zone: string) =>
      api('PUT /api/zones/{zone}/credentials', { path: { zone }, body: { credentials: credentialsOf(form) } }).catch(
        (error: unknown) => {
          setSteps(failedSteps(error))
          throw error
        }
      ),
    done: (_, zone) => `Zone ${zone} has new credentials`,
    onDone: () => props.onClose()
  })
  return (
    <Dialog open title={`New credentials for ${props.zone}`} onClose={props.onClose}>
      <p>
        They are tested first. If they work, they replace the old ones within a minute. Keep the old ones valid for an
        hour, so that links issued before keep working.
      </p>
      <Form
        act="Test and replace"
        busy={rotate.busy()}
        failure={rotate.failure()}
        onSend={() => {
          const wrong = credentialMistakes(form, '')
          setMistakes(wrong)
          setSteps(undefined)
          if (none(wrong)) rotate.run(props.zone)
        }}
      >
        <CredentialFields
          form={form}
          mistakes={mistakes()}
          onChange={change => {
            setForm(change)
            setMistakes({})
          }}
        />
        <div aria-live="polite">
          <Show when={steps()}>
            {known => (
              <>
                <Verdict steps={known()} />
                <Steps steps={known()} />
              </>
            )}
          </Show>
        </div>
      </Form>
    </Dialog>
  )
}
