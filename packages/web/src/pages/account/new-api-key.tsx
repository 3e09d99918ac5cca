/** What a new API key is for: as little as its program needs. */
import { createSignal } from 'solid-js'
import { isZoneName } from '../../data/page-address.ts'
import { sessionKey } from '../../data/session-key.ts'
import { useChange } from '../../data/use-change.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Select } from '../../ui/select.tsx'
import { apiKeysKey, type Key, rightsInWords } from './api-keys.tsx'

const rights = ['upload-and-download', 'upload', 'download'] as const
const ends = [
  { days: 0, label: 'Never' },
  { days: 30, label: 'In 30 days' },
  { days: 90, label: 'In 90 days' },
  { days: 365, label: 'In a year' }
]
const day = 24 * 3600_000

const blank = { name: '', zone: '', rights: 'upload-and-download' as Key['rights'], days: 0 }

interface NewApiKeyProps {
  open: boolean
  onClose(): void
  onMade(apiKey: string): void
}

export function NewApiKey(props: NewApiKeyProps) {
  const [typed, setTyped] = createSignal(blank)
  const [mistake, setMistake] = createSignal<string>()
  const set = (part: Partial<typeof blank>) => setTyped(before => ({ ...before, ...part }))
  const make = useChange({
    work: (api, { name, zone, rights, days }: typeof blank) =>
      api('POST /api/me/api-keys', {
        body: { name, rights, zone: zone === '' ? null : zone, endsAt: days === 0 ? null : Date.now() + days * day }
      }),
    affects: () => [apiKeysKey, sessionKey],
    onDone: ({ apiKey }) => {
      setTyped(blank)
      props.onMade(apiKey)
    }
  })
  const send = () => {
    const { zone } = typed()
    const isOne = zone === '' || isZoneName(zone)
    setMistake(isOne ? undefined : 'A zone’s name has letters, digits, dots, hyphens and underscores.')
    if (isOne) make.run(typed())
  }
  const close = () => {
    props.onClose()
    make.reset()
  }
  return (
    <Dialog open={props.open} title="New API key" onClose={close}>
      <Form act="Make API key" busy={make.busy()} failure={make.failure()} onSend={send}>
        <Field
          label="Name"
          value={typed().name}
          onInput={name => set({ name })}
          longest={100}
          placeholder="the cluster’s nightly job"
          hint="The name you’ll see in lists."
          required
          autofocus
        />
        <Select
          label="Can"
          value={typed().rights}
          options={rights.map(value => ({ value, label: rightsInWords[value] }))}
          onChoose={chosen => set({ rights: rights.find(one => one === chosen) ?? blank.rights })}
        />
        <Field
          label="Zone"
          value={typed().zone}
          onInput={zone => set({ zone })}
          mistake={mistake()}
          hint="The only zone where it works. Leave it empty for all zones."
          code
        />
        <Select
          label="Ends"
          value={String(typed().days)}
          options={ends.map(({ days, label }) => ({ value: String(days), label }))}
          onChoose={days => set({ days: Number(days) })}
        />
      </Form>
    </Dialog>
  )
}
