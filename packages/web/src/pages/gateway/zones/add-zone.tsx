/** Adding a zone: in the gateway's default bucket, or in a bucket of its own that passes the connection test. */
import { defined } from '@kachery-gateway/core/defined.ts'
import { readLogin } from '@kachery-gateway/core/ids/github-login.ts'
import { createSignal, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import { zoneNameMistake } from '../../../data/page-address.ts'
import { useChange } from '../../../data/use-change.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Choice } from '../../zone/choice.tsx'
import { Steps, type TestStep, Verdict } from '../../zone/storage/steps.tsx'
import { gatewayKeys } from '../gateway-keys.ts'
import { CredentialFields } from './credential-fields.tsx'
import { type BucketForm, bucketMistakes, credentialsOf, emptyBucket, type Mistakes, none } from './credentials.ts'
import { type Occupied, occupiedOf } from './file-sums.ts'
import { OccupiedBy } from './occupied-by.tsx'
import { failedSteps } from './tested.ts'

const places = [
  { value: 'own', label: 'A bucket of its own' },
  { value: 'default', label: 'The default bucket' }
] as const

type ZoneForm = BucketForm & { zone: string; ownerId: string }
const empty: ZoneForm = { ...emptyBucket, zone: '', ownerId: '' }

function ownerMistake(text: string): { ownerId?: string } {
  const read = readLogin(text)
  if ('login' in read) return {}
  return { ownerId: text.trim() === '' ? 'Enter the GitHub login of the owner.' : `“${text.trim()}” ${read.reason}.` }
}

export function AddZone(props: { open: boolean; login: string; onClose(): void }) {
  const [place, setPlace] = createSignal<'own' | 'default'>('own')
  const [form, setForm] = createStore<ZoneForm>({ ...empty })
  const [mistakes, setMistakes] = createSignal<Mistakes<ZoneForm>>({})
  const [steps, setSteps] = createSignal<readonly TestStep[]>()
  const bucket = () => ({
    bucketUri: form.bucketUri.trim(),
    directory: form.directory.trim(),
    credentials: credentialsOf(form)
  })
  const [occupied, setOccupied] = createSignal<Occupied>()
  const keepOccupied = (error: unknown): never => {
    setSteps(failedSteps(error))
    setOccupied(occupiedOf(error))
    throw error
  }
  const add = useChange({
    work: async (api, { zone, overExisting }: { zone: string; overExisting: boolean }) => {
      if (place() === 'default') return api('POST /api/zones', { body: { zone, overExisting } }).catch(keepOccupied)
      const body = { ...bucket(), zone, ownerId: form.ownerId.trim(), overExisting }
      return api('POST /api/zones-with-bucket', { body }).catch(keepOccupied)
    },
    affects: () => [gatewayKeys.zones],
    done: (_, { zone }) => `Zone ${zone} is added`,
    onDone: () => close()
  })
  const test = useChange({
    work: (api, _: undefined) => api('POST /api/bucket-tests', { body: bucket() }),
    onDone: answer => setSteps(answer.steps)
  })
  const close = () => {
    // Secrets stay in no form that nobody sees.
    setForm({ ...empty })
    setMistakes({})
    setSteps(undefined)
    setOccupied(undefined)
    add.reset()
    test.reset()
    props.onClose()
  }
  const change = (part: Partial<ZoneForm>) => {
    setForm(part)
    setMistakes(all => ({ ...all, ...Object.fromEntries(Object.keys(part).map(key => [key, undefined])) }))
  }
  const checked = (what: Mistakes<ZoneForm>): boolean => {
    setMistakes(what)
    setSteps(undefined)
    setOccupied(undefined)
    add.reset()
    test.reset()
    return none(what)
  }
  const zoneMistakes = (): Mistakes<ZoneForm> => ({
    ...defined({ zone: zoneNameMistake(form.zone.trim()) }),
    ...(place() === 'own' ? ownerMistake(form.ownerId) : {})
  })
  return (
    <Dialog open={props.open} title="Add a zone" onClose={close}>
      <Form
        act="Add zone"
        busy={add.busy()}
        failure={(occupied() === undefined ? add.failure() : undefined) ?? test.failure()}
        onSend={() => {
          if (checked({ ...zoneMistakes(), ...(place() === 'own' ? bucketMistakes(form) : {}) }))
            add.run({ zone: form.zone.trim(), overExisting: false })
        }}
        beside={
          <Show when={place() === 'own'}>
            <Button
              busy={test.busy()}
              onClick={() => {
                if (checked(bucketMistakes(form))) test.run(undefined)
              }}
            >
              Test the bucket
            </Button>
          </Show>
        }
      >
        <Choice name="Storage" options={places} value={place()} onChoose={setPlace} />
        <Field
          label="Name"
          value={form.zone}
          onInput={zone => change({ zone })}
          mistake={mistakes().zone}
          placeholder="franklab.default"
          longest={100}
          hint="In the URIs and commands of everybody who uses it. It cannot be changed later."
        />
        <Show
          when={place() === 'own'}
          fallback={
            <p class="hint">
              Its files lie under <code>zones/{form.zone.trim() || 'NAME'}/</code> of the gateway’s default bucket; you
              (<bdi>{props.login}</bdi>) own it, and can hand it over.
            </p>
          }
        >
          <Field
            label="Owner"
            value={form.ownerId}
            onInput={ownerId => change({ ownerId })}
            mistake={mistakes().ownerId}
            placeholder="GitHub login"
            longest={100}
            hint="Administers the zone, whatever its settings say."
          />
          <Field
            label="Bucket"
            value={form.bucketUri}
            onInput={bucketUri => change({ bucketUri })}
            mistake={mistakes().bucketUri}
            placeholder="s3://NAME?region=…"
            longest={300}
            code
          />
          <Field
            label="Directory"
            value={form.directory}
            onInput={directory => change({ directory })}
            mistake={mistakes().directory}
            hint="Empty: the zone has the whole bucket."
            longest={500}
            code
          />
          <CredentialFields form={form} mistakes={mistakes()} onChange={change} />
        </Show>
        <div aria-live="polite">
          <Show when={occupied()}>
            {known => (
              <Notice severity="bad" title="Something is there already">
                <OccupiedBy zone={form.zone.trim()} occupied={known()} />
                <Button busy={add.busy()} onClick={() => add.run({ zone: form.zone.trim(), overExisting: true })}>
                  Add it with all of that
                </Button>
              </Notice>
            )}
          </Show>
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
