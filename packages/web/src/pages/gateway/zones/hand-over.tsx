/** Giving a zone to somebody else, who is shown before it is theirs. */
import { readLogin } from '@kachery-gateway/core/ids/github-login.ts'
import { createSignal, Show } from 'solid-js'
import { type Person as KnownPerson, useLookUp } from '../../../data/people.ts'
import { useChange } from '../../../data/use-change.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Person } from '../../../ui/person.tsx'
import { zoneKeys } from '../../zone/zone-keys.ts'
import { gatewayKeys } from '../gateway-keys.ts'

export function HandOver(props: { zone: string; ownerId: string | null; onClose(): void }) {
  const [text, setText] = createSignal('')
  const [mistake, setMistake] = createSignal<string>()
  /** Who is meant, once they were looked up. */
  const [owner, setOwner] = createSignal<KnownPerson>()
  const lookUp = useLookUp(() => props.zone)
  const give = useChange({
    work: (api, ownerId: string) => api('PATCH /api/zones/{zone}', { path: { zone: props.zone }, body: { ownerId } }),
    affects: () => [gatewayKeys.zones, zoneKeys.zone(props.zone)],
    done: (_, ownerId) => `${ownerId} owns zone ${props.zone} now`,
    onDone: () => props.onClose()
  })
  const look = async () => {
    const read = readLogin(text())
    if ('reason' in read)
      return setMistake(text().trim() === '' ? 'Enter a GitHub login.' : `“${text().trim()}” ${read.reason}.`)
    const person = (await lookUp.runAndWait([read.login]))?.people[0]
    if (person?.exists === false) setMistake(`GitHub has no user ${read.login}. Check the spelling.`)
    else setOwner(person)
  }
  return (
    <Dialog open title={`Transfer ownership of ${props.zone}`} onClose={props.onClose}>
      <p>
        The new owner administers the zone within a minute. <bdi>{props.ownerId ?? 'The current owner'}</bdi> no longer
        does, unless the zone’s settings say so. Files, clients and settings stay.
      </p>
      <Form
        act="Look up"
        busy={lookUp.busy()}
        failure={give.failure() ?? lookUp.failure()}
        onSend={() => void look()}
        beside={
          <Show when={owner()}>
            {person => (
              <Button variant="primary" busy={give.busy()} onClick={() => give.run(person().login)}>
                Transfer ownership
              </Button>
            )}
          </Show>
        }
      >
        <Field
          label="New owner"
          value={text()}
          onInput={typed => {
            setText(typed)
            setMistake(undefined)
            setOwner(undefined)
          }}
          mistake={mistake()}
          placeholder="GitHub login"
          longest={300}
          autofocus
        />
        <div aria-live="polite">
          <Show when={owner()}>
            {person => (
              <p>
                <Person login={person().login} known={person()} />
              </p>
            )}
          </Show>
        </div>
      </Form>
    </Dialog>
  )
}
