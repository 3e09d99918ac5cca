/** A new resource, or where one leads. */
import { createEffect, createSignal, on } from 'solid-js'
import { zoneNameMistake } from '../../data/page-address.ts'
import { useChange } from '../../data/use-change.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'

export interface EditedResource {
  zone: string
  resourceName: string
  proxyUrl: string
}

const blank: EditedResource = { zone: 'default', resourceName: '', proxyUrl: '' }

/** `of`: undefined while nothing is edited. */
export function EditResource(props: { of: EditedResource | 'new' | undefined; onClose(): void }) {
  const [typed, setTyped] = createSignal(blank)
  const isNew = () => props.of === 'new'
  createEffect(
    on(
      () => props.of,
      of => of !== undefined && setTyped(of === 'new' ? blank : of)
    )
  )
  const save = useChange({
    work: (api, { zone, resourceName, proxyUrl }: EditedResource) =>
      isNew()
        ? api('POST /api/zones/{zone}/resources', { path: { zone }, body: { resourceName, proxyUrl } })
        : api('PATCH /api/zones/{zone}/resource', {
            path: { zone },
            query: { name: resourceName },
            body: { proxyUrl }
          }),
    affects: ({ zone }) => [['GET /api/me/resources'], ['GET /api/zones/{zone}/resources', zone]],
    done: () => (isNew() ? 'Added the resource' : 'Changed the resource'),
    onDone: () => props.onClose()
  })
  const [mistake, setMistake] = createSignal<string>()
  const send = () => {
    setMistake(zoneNameMistake(typed().zone))
    if (mistake() === undefined) save.run(typed())
  }
  const set = (part: Partial<EditedResource>) => setTyped(before => ({ ...before, ...part }))
  return (
    <Dialog
      open={props.of !== undefined}
      title={isNew() ? 'Add a resource' : `Change ${typed().resourceName}`}
      onClose={() => {
        props.onClose()
        setMistake(undefined)
        save.reset()
      }}
    >
      <Form act={isNew() ? 'Add resource' : 'Save'} busy={save.busy()} failure={save.failure()} onSend={send}>
        <Field
          label="Name"
          value={typed().resourceName}
          onInput={resourceName => set({ resourceName })}
          disabled={!isNew()}
          required
        />
        <Field
          label="Zone"
          value={typed().zone}
          onInput={zone => set({ zone })}
          mistake={mistake()}
          disabled={!isNew()}
          required
          code
        />
        <Field
          label="Proxy"
          type="url"
          value={typed().proxyUrl}
          onInput={proxyUrl => set({ proxyUrl })}
          placeholder="https://rig.lab.example"
          hint="An http or https address."
          required
          code
        />
      </Form>
    </Dialog>
  )
}
