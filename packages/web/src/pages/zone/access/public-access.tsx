/** What anybody may do, without being named. */
import { Switch } from './switch.tsx'
import type { Allows } from './switches.ts'
import type { useSwitching } from './use-switching.ts'

export function PublicAccess(props: { allows: Allows; switching: ReturnType<typeof useSwitching> }) {
  const turn = (switches: Parameters<typeof props.switching.turn>[0]) =>
    void props.switching.turn(switches, 'Couldn’t change this setting')
  return (
    <section class="card" aria-labelledby="public-heading">
      <h2 id="public-heading">Everybody</h2>
      <div class="switch-row">
        <div>
          <h3 id="public-download">Public download</h3>
          <p class="hint" id="public-download-hint">
            {props.allows.allowPublicDownload
              ? 'Anyone who has a file’s URI can load it, signed in or not.'
              : 'Only users below with Download can load files.'}
          </p>
        </div>
        <Switch
          label="Public download"
          describedBy="public-download-hint"
          on={props.allows.allowPublicDownload}
          onTurn={on => turn({ allowPublicDownload: on })}
        />
      </div>
      <div class="switch-row">
        <div>
          <h3 id="public-upload">Public upload</h3>
          <p class="hint" id="public-upload-hint">
            {props.allows.allowPublicUpload
              ? 'Every registered client and every signed-in user can store files.'
              : 'Only users below with Upload, and their clients, can store files.'}
          </p>
        </div>
        <Switch
          label="Public upload"
          describedBy="public-upload-hint"
          on={props.allows.allowPublicUpload}
          onTurn={on => turn({ allowPublicUpload: on })}
        />
      </div>
    </section>
  )
}
