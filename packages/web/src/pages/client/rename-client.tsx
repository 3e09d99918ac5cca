/** A client's label, which its owner changes in place. The new one is shown at once, the old one again if refused. */
import { createSignal, Show } from 'solid-js'
import { useChange } from '../../data/use-change.ts'
import { Button } from '../../ui/button.tsx'
import { tooLong } from '../../ui/too-long.ts'
import { type ClientAddress, clientKey, type KnownClient } from './use-client.ts'

const longest = 1000

export function RenameClient(props: { about: ClientAddress; label: string }) {
  const [typed, setTyped] = createSignal<string>()
  const mistake = () => tooLong(typed() ?? '', longest)
  let opener: HTMLButtonElement | undefined
  const close = () => {
    setTyped(undefined)
    queueMicrotask(() => opener?.focus())
  }
  const rename = useChange({
    work: (api, label: string) =>
      api('PATCH /api/zones/{zone}/clients/{clientId}', { path: { ...props.about }, body: { label } }),
    meanwhile: label => ({
      key: clientKey(props.about),
      change: ({ client }: { client: KnownClient | null }) => ({ client: client && { ...client, label } })
    }),
    affects: () => [
      clientKey(props.about),
      ['GET /api/me/clients'],
      ['GET /api/zones/{zone}/clients', props.about.zone]
    ],
    done: 'Renamed the client',
    refused: 'Couldn’t rename the client'
  })
  return (
    <Show
      when={typed() !== undefined}
      fallback={
        <span class="in-place">
          <bdi>{props.label || '(none)'}</bdi>
          <Button variant="ghost" ref={opener} onClick={() => setTyped(props.label)}>
            Rename
          </Button>
        </span>
      }
    >
      <form
        class="in-place"
        onSubmit={event => {
          event.preventDefault()
          if (mistake() !== undefined) return
          const label = typed() ?? ''
          if (label !== props.label) rename.run(label)
          close()
        }}
        onKeyDown={event => event.key === 'Escape' && close()}
      >
        <input
          aria-label="Label"
          value={typed()}
          aria-invalid={mistake() !== undefined}
          aria-describedby="label-mistake"
          autocomplete="off"
          ref={input => queueMicrotask(() => input.select())}
          onInput={event => setTyped(event.currentTarget.value)}
        />
        <Button type="submit">Save</Button>
        <Button variant="ghost" onClick={close}>
          Cancel
        </Button>
        <span class="field-mistake" id="label-mistake" role="status">
          {mistake()}
        </span>
      </form>
    </Show>
  )
}
