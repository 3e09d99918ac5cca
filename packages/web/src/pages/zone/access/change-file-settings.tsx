/** Who can read a zone's new files, who hands out links to files, and the zone's teams. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { readLogins } from '@kachery-gateway/core/ids/github-login.ts'
import { createEffect, Index, on } from 'solid-js'
import { createStore } from 'solid-js/store'
import { useChange } from '../../../data/use-change.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Select } from '../../../ui/select.tsx'
import { visibilityText } from '../../files/listed-file.tsx'
import { zoneKeys } from '../zone-keys.ts'
import { tellNotBound } from './tell-not-bound.ts'

export type FileSettings = AnswerOf<'GET /api/zones/{zone}/file-settings'>

const sharing = {
  owners: 'by whoever has the file',
  readers: 'by whoever can read the file',
  administrators: 'by zone administrators'
} as const
type Sharing = keyof typeof sharing
const sharings = Object.keys(sharing) as Sharing[]

const sharingOf = (text: string): Sharing => sharings.find(one => one === text) ?? 'owners'
export const sharingText = (text: string): string => sharing[sharingOf(text)]

type Visibility = 'zone' | 'private' | 'public' | `team ${string}`
const isTeam = (text: string): text is `team ${string}` => text.startsWith('team ')
const visibilityOf = (text: string): Visibility =>
  isTeam(text) ? text : ((['zone', 'private', 'public'] as const).find(one => one === text) ?? 'zone')

interface ChangeFileSettingsProps {
  open: boolean
  zone: string
  settings: FileSettings
  onClose(): void
}

export function ChangeFileSettings(props: ChangeFileSettingsProps) {
  const typedOf = ({ defaultVisibility, sharing, teams, version }: FileSettings) => ({
    defaultVisibility,
    sharing,
    version,
    teams: teams.map(({ name, members, github = '' }) => ({ name, members: members.join(', '), github }))
  })
  const [typed, setTyped] = createStore(typedOf(props.settings))
  // What somebody else saved meanwhile is there when it is opened, and refused as that while it is open.
  createEffect(
    on(
      () => props.open,
      open => open && setTyped(typedOf(props.settings))
    )
  )
  const mistakes = () => typed.teams.map(({ members }) => readLogins(members).mistake)
  const save = useChange({
    work: (api, _: undefined) =>
      api('PUT /api/zones/{zone}/file-settings', {
        path: { zone: props.zone },
        body: {
          defaultVisibility: visibilityOf(typed.defaultVisibility),
          sharing: sharingOf(typed.sharing),
          teams: typed.teams.map(({ name, members, github }) => ({
            name: name.trim(),
            members: readLogins(members).logins,
            ...(github.trim() && { github: github.trim() })
          })),
          version: typed.version
        }
      }),
    affects: () => [zoneKeys.fileSettings(props.zone)],
    done: 'Saved; it counts within a minute',
    onDone: answer => {
      tellNotBound(answer)
      props.onClose()
    }
  })
  const visibilities = () =>
    ['zone', 'private', 'public', ...typed.teams.map(({ name }) => `team ${name.trim()}`)].map(value => ({
      value,
      label: visibilityText(value)
    }))
  return (
    <Dialog
      open={props.open}
      title="Readers of files"
      onClose={() => {
        props.onClose()
        save.reset()
      }}
    >
      <Form
        act="Save"
        busy={save.busy()}
        failure={save.failure()}
        onSend={() => mistakes().every(mistake => mistake === undefined) && save.run(undefined)}
        beside={
          <Button onClick={() => setTyped('teams', teams => [...teams, { name: '', members: '', github: '' }])}>
            Add a team
          </Button>
        }
      >
        <Select
          label="Who can read new files"
          value={typed.defaultVisibility}
          options={visibilities()}
          onChoose={defaultVisibility => setTyped({ defaultVisibility })}
        />
        <Select
          label="Share links are made"
          value={typed.sharing}
          options={sharings.map(value => ({ value, label: sharing[value] }))}
          onChoose={chosen => setTyped({ sharing: chosen })}
        />
        <Index each={typed.teams}>
          {(team, at) => (
            <fieldset>
              <legend>Team {at + 1}</legend>
              <Field
                label="Name"
                value={team().name}
                onInput={name => setTyped('teams', at, { name })}
                longest={60}
                placeholder="spikes"
                required
              />
              <Field
                label="Members"
                value={team().members}
                onInput={members => setTyped('teams', at, { members })}
                mistake={mistakes()[at]}
                longest={10_000}
                placeholder="ann, bob"
                hint="GitHub logins, with commas between them."
              />
              <Field
                label="GitHub team"
                value={team().github}
                onInput={github => setTyped('teams', at, { github })}
                longest={201}
                placeholder="franklab/spikes"
                hint="Organization/team. Its members share their teams under My account, Signing out."
              />
              <Button variant="ghost" onClick={() => setTyped('teams', teams => teams.filter((_, n) => n !== at))}>
                Remove team
              </Button>
            </fieldset>
          )}
        </Index>
      </Form>
    </Dialog>
  )
}
