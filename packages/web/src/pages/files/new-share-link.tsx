/** How long a new link lives, how often it is used, and what its maker knows it by. */
import { createSignal } from 'solid-js'
import { useChange } from '../../data/use-change.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { Select } from '../../ui/select.tsx'
import { linkKeys } from './link-list.tsx'

const ends = [
  { value: '1', label: 'In a day' },
  { value: '7', label: 'In a week' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' }
]
const day = 24 * 3600_000
const blank = { note: '', days: '30', count: '' }

interface NewShareLinkProps {
  open: boolean
  zone: string
  hashes: readonly string[]
  onClose(): void
  onMade(url: string): void
}

export function NewShareLink(props: NewShareLinkProps) {
  const [typed, setTyped] = createSignal(blank)
  const set = (part: Partial<typeof blank>) => setTyped(before => ({ ...before, ...part }))
  const isCount = () => typed().count === '' || /^[1-9]\d{0,6}$/.test(typed().count)
  const make = useChange({
    work: (api, { note, days, count }: typeof blank) =>
      api('POST /api/zones/{zone}/share-links', {
        path: { zone: props.zone },
        body: {
          hashes: [...props.hashes],
          endsAt: Date.now() + Number(days) * day,
          count: count === '' ? null : Number(count),
          note
        }
      }),
    affects: () => linkKeys(props.zone),
    onDone: ({ url }) => {
      setTyped(blank)
      props.onMade(url)
    }
  })
  const close = () => {
    props.onClose()
    make.reset()
  }
  return (
    <Dialog open={props.open} title="Share by link" onClose={close}>
      <Form act="Make link" busy={make.busy()} failure={make.failure()} onSend={() => isCount() && make.run(typed())}>
        <Field
          label="Note"
          value={typed().note}
          onInput={note => set({ note })}
          longest={500}
          placeholder="for reviewer 2"
          hint="Only you and the zone’s administrators see it."
          autofocus
        />
        <Select label="Ends" value={typed().days} options={ends} onChoose={days => set({ days })} />
        <Field
          label="Uses"
          value={typed().count}
          onInput={count => set({ count })}
          mistake={isCount() ? undefined : 'Must be a whole number.'}
          hint="Downloads after which it ends. Leave it empty for any number."
        />
      </Form>
    </Dialog>
  )
}
