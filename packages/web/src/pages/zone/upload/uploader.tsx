/** Where files are dropped, or chosen, to be stored in a zone; below it how far each is. Who can't upload reads why. */
import { createSignal, Match, type ParentProps, Show, Switch } from 'solid-js'
import { useSession } from '../../../data/session.tsx'
import { type Asked, useAnswer } from '../../../data/use-answer.ts'
import { FailureNotice } from '../../../ui/failure-notice.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { toast } from '../../../ui/toasts.tsx'
import { WaitFor } from '../../../ui/wait-for.tsx'
import type { ChosenFile } from '../../../uploads/chosen-files.ts'
import { openUploads } from '../../../uploads/open-uploads.ts'
import type { UploadQueue } from '../../../uploads/upload-queue.ts'
import { useUploads } from '../../../uploads/use-uploads.tsx'
import { ListSkeleton } from '../list-skeleton.tsx'
import { DropZone } from './drop-zone.tsx'
import { UploadList } from './upload-list.tsx'

/** `children`: what stands below, once it is known what stands above it. */
export function Uploader(props: ParentProps<{ zone: string }>) {
  const session = useSession()
  return (
    <Show when={session.me()?.login}>
      {login => (
        <Queue zone={props.zone} login={login()}>
          {props.children}
        </Queue>
      )}
    </Show>
  )
}

function Queue(props: ParentProps<{ zone: string; login: string }>) {
  const { rows: all, queue, restored } = useUploads(props.login, openUploads)
  const [isRestored, setRestored] = createSignal(false)
  void restored.then(() => setRestored(true))
  const asked = useAnswer(() => ({
    key: ['GET /api/zones/{zone}/uploads', props.zone],
    ask: (api, signal) => api('GET /api/zones/{zone}/uploads', { path: { zone: props.zone }, signal })
  }))
  const rows = () => all().filter(({ zone }) => zone === props.zone)
  return (
    <Show when={isRestored()} fallback={<ListSkeleton />}>
      <Place of={asked} zone={props.zone} queue={queue} />
      <Show when={rows().length > 0}>
        <UploadList zone={props.zone} rows={rows()} queue={queue} />
      </Show>
      <WaitFor of={[asked]} fallback={<ListSkeleton />}>
        {props.children}
      </WaitFor>
    </Show>
  )
}

function Place(props: { of: Asked<unknown>; zone: string; queue: UploadQueue }) {
  const refused = () => {
    const failure = props.of.failure()
    return failure?.code.startsWith('access.') || failure?.code === 'zone.unsafe_bucket' ? failure : undefined
  }
  const [reading, setReading] = createSignal(false)
  const add = async (choose: Promise<readonly ChosenFile[]>) => {
    setReading(true)
    try {
      await props.queue.add(props.zone, await choose)
    } catch {
      toast({
        severity: 'bad',
        title: 'Couldn’t read what you chose',
        text: 'Check that you can open it, and try again.'
      })
    } finally {
      setReading(false)
    }
  }
  return (
    <div class="drop-place">
      <Switch fallback={<Waiting />}>
        <Match when={refused()}>
          {failure => (
            <Notice severity="info" title="You can’t upload here">
              <p>{failure().sentence}</p>
            </Notice>
          )}
        </Match>
        <Match when={props.of.value()}>
          <DropZone reading={reading()} onChoose={choose => void add(choose)} />
        </Match>
        <Match when={props.of.failure()}>
          {failure => (
            <FailureNotice
              title="Couldn’t check whether you can upload here"
              failure={failure()}
              again={props.of.again}
            />
          )}
        </Match>
      </Switch>
    </div>
  )
}

/** As high as where files are dropped. */
const Waiting = () => (
  <div class="drop-zone" aria-hidden="true">
    <Skeleton width="medium" />
  </div>
)
