/** What a change of settings changed, and the way back. */
import { useChange } from '../../../data/use-change.ts'
import { Button } from '../../../ui/button.tsx'
import { zoneKeys } from '../zone-keys.ts'
import type { Line } from './in-words.ts'

type Changes = NonNullable<Line['settings']>
type Rights = NonNullable<NonNullable<Changes['before']['users']>[string]>

export function SettingsChange(props: { zone: string; changes: Changes }) {
  const undo = useChange({
    work: (api, _: undefined) =>
      api('PATCH /api/zones/{zone}/settings', { path: { zone: props.zone }, body: props.changes.before }),
    affects: () => [zoneKeys.settings(props.zone), zoneKeys.activity(props.zone)],
    done: 'Restored the settings from before this change',
    refused: 'Couldn’t restore the settings'
  })
  return (
    <>
      <p>{changesInWords(props.changes).join(' · ')}</p>
      <p>
        <Button variant="ghost" busy={undo.busy()} onClick={() => undo.run(undefined)}>
          Undo this change
        </Button>
      </p>
    </>
  )
}

const flags = [
  ['allowPublicUpload', 'Public upload'],
  ['allowPublicDownload', 'Public download']
] as const

function changesInWords({ before, after }: Changes): string[] {
  const ofFlags = flags
    .filter(([flag]) => after[flag] !== undefined)
    .map(([flag, name]) => `${name}: ${onOff(before[flag])} → ${onOff(after[flag])}`)
  const ofUsers = Object.entries(after.users ?? {}).map(
    ([userId, rights]) => `${userId}: ${rightsText(before.users?.[userId])} → ${rightsText(rights)}`
  )
  return [...ofFlags, ...ofUsers]
}

const onOff = (on: boolean | undefined) => (on === true ? 'on' : 'off')

function rightsText(rights: Rights | null | undefined): string {
  if (rights == null) return 'not listed'
  const names = (['upload', 'download', 'admin'] as const).filter(right => rights[right])
  return names.join(', ') || 'no permissions'
}
