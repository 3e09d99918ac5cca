/** The uploads to a zone: all together, and each. */
import { createMemo, createSignal, For, Show } from 'solid-js'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import type { Row } from '../../../uploads/queue-item.ts'
import type { UploadQueue } from '../../../uploads/upload-queue.ts'
import { countOf, countText } from '../usage/quantity.ts'
import { shownOf, summaryOf } from './in-words.ts'
import { UploadRow } from './upload-row.tsx'

/** More rows than anybody reads make a page slow. */
const most = 50

interface UploadListProps {
  zone: string
  rows: readonly Row[]
  queue: UploadQueue
}

export function UploadList(props: UploadListProps) {
  const [cancelling, setCancelling] = createSignal(false)
  const summary = createMemo(() => summaryOf(props.rows))
  const counts = createMemo(() => summary().counts)
  const inPhase = (...phases: Row['phase'][]) => props.rows.filter(({ phase }) => phases.includes(phase))
  const over = () => inPhase('stored', 'failed')
  const running = () => props.rows.length - over().length
  const barred = () => inPhase('needs-permission')
  return (
    <section class="card uploads" aria-labelledby="uploads-heading">
      <div class="card-head">
        <h2 id="uploads-heading">Uploads</h2>
        <div class="acts">
          <Show when={barred().length > 1}>
            <Button variant="primary" onClick={() => void permitAll(props.queue, barred())}>
              Go on with all
            </Button>
          </Show>
          <Show when={over().length > 0}>
            <Button variant="ghost" onClick={() => props.queue.clear(props.zone)}>
              Clear finished
            </Button>
          </Show>
          <Show when={running() > 1}>
            <Button variant="ghost" onClick={() => setCancelling(true)}>
              Cancel all
            </Button>
          </Show>
        </div>
      </div>
      <p class="upload-sums">
        <span role="status">{counts()}</span>
        <span class="hint">{summary().progress}</span>
      </p>
      <Show when={running() > 0}>
        <progress max={summary().all || 1} value={summary().done} aria-label="All uploads to this zone" />
      </Show>
      <ul class="upload-rows">
        <For each={shownOf(props.rows, most)}>{row => <UploadRow row={row} queue={props.queue} />}</For>
      </ul>
      <Show when={props.rows.length > most}>
        <p class="hint">
          And {countText(props.rows.length - most)} more: those that need you or are under way stand first.
        </p>
      </Show>
      <Confirm
        open={cancelling()}
        title={`Stop ${countOf(running(), 'upload')}?`}
        act="Stop uploads"
        onConfirm={() => {
          setCancelling(false)
          for (const { id, phase } of props.rows)
            if (phase !== 'stored' && phase !== 'failed') void props.queue.cancel(id)
        }}
        onClose={() => setCancelling(false)}
      >
        <p>What was sent of them is deleted. Files that are stored already stay.</p>
      </Confirm>
    </section>
  )
}

/** One after the other: a browser asks one thing at a time. */
async function permitAll(queue: UploadQueue, rows: readonly Row[]): Promise<void> {
  for (const { id } of rows) await queue.permit(id)
}
