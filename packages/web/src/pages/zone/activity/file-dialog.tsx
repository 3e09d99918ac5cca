/** What is known of a file: its URI, how to load it, and what happened with it last. */
import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import { Answered } from '../../../ui/answered.tsx'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Fact, Facts } from '../../../ui/facts.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { bytesText } from '../usage/quantity.ts'
import { useActivity } from '../use-zone.ts'
import { ActivityList } from './activity-list.tsx'

export function FileDialog(props: { zone: string; hash: string; onClose(): void }) {
  const asked = useActivity(props.zone, () => ({ limit: 5, text: props.hash }))
  const uri = () => `sha1://${props.hash}`
  const size = () => asked.value()?.items.find(({ size }) => size !== null)?.size
  return (
    <Dialog open title="A file" onClose={() => props.onClose()}>
      <Facts>
        <Fact name="URI">
          <code>{uri()}</code> <CopyButton text={uri()} what="the URI" />
        </Fact>
        <Fact name="Size">
          <Show when={size()} fallback={asked.value() === undefined ? <Skeleton width="short" /> : 'not logged'}>
            {bytes => bytesText(bytes())}
          </Show>
        </Fact>
      </Facts>
      <CodeBlock code={`import kachery_cloud as kc\npath = kc.load_file("${uri()}")`} language="Python" />
      <h3 class="dialog-part">What happened with it last</h3>
      <Answered of={asked} fallback={<Skeleton width="long" />} failed="Couldn’t load the activity">
        {known => (
          <Show when={known().items.length > 0} fallback={<p class="empty-line">Nothing in the newest activity.</p>}>
            <ActivityList zone={props.zone} lines={known().items} name="Activity of the file" />
          </Show>
        )}
      </Answered>
      <p class="card-more">
        <A href={`/zone/${props.zone}/activity?text=${props.hash}`} onClick={() => props.onClose()}>
          All activity of this file
        </A>
      </p>
    </Dialog>
  )
}
