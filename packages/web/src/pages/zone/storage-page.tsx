/** /zone/{zone}/storage: the bucket that the zone lies in, whether it works, and who may use it from a browser. */
import { createSignal, Show } from 'solid-js'
import { useSession } from '../../data/session.tsx'
import { Answered } from '../../ui/answered.tsx'
import { Button } from '../../ui/button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { RotateCredentials } from '../gateway/zones/rotate-credentials.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { ConnectionTest } from './storage/connection-test.tsx'
import { Cors } from './storage/cors.tsx'
import { Webhook } from './storage/webhook.tsx'
import { bytesText, countOf } from './usage/quantity.ts'
import { useZone } from './use-zone.ts'
import { ZoneFrame } from './zone-frame.tsx'

export default function StoragePage() {
  return (
    <ZoneFrame heading="Storage" fallback={<ListSkeleton />}>
      {zone => <Storage zone={zone} />}
    </ZoneFrame>
  )
}

function Storage(props: { zone: string }) {
  const asked = useZone(props.zone)
  const session = useSession()
  const [replacing, setReplacing] = createSignal(false)
  const mayChangeBucket = () => session.me()?.gatewayAdministrator === true || asked.value()?.wholeBucket === true
  return (
    <Answered of={asked} fallback={<ListSkeleton />} failed="Couldn’t load the zone’s storage">
      {zone => (
        <>
          <section class="card" aria-labelledby="bucket-heading">
            <h2 id="bucket-heading">Bucket</h2>
            <Facts>
              <Fact name="Bucket">
                <code>{zone().bucketUri}</code>
              </Fact>
              <Fact name="Directory">
                <Show when={zone().directory} fallback="none: the zone has the whole bucket">
                  <code>{zone().directory}/</code>
                </Show>
              </Fact>
              <Show when={zone().fallbackBucketUri}>
                {uri => (
                  <Fact name="Fallback">
                    <code>{uri()}</code>, asked for files that the bucket does not have
                  </Fact>
                )}
              </Show>
              <Fact name="Credentials">
                <Show when={zone().ownBucket} fallback="The gateway’s, from its configuration.">
                  The zone’s own: kept encrypted, never shown.{' '}
                  <Show when={mayChangeBucket()} fallback="The gateway’s administrators can replace them.">
                    <Button variant="ghost" onClick={() => setReplacing(true)}>
                      Replace
                    </Button>
                  </Show>
                </Show>
              </Fact>
              <Show when={zone().scratch}>
                {scratch => (
                  <Fact name="Scratch">
                    Anyone may upload: up to {bytesText(scratch().fileBytes)} a file,{' '}
                    {countOf(scratch().filesPerDay, 'file')} and {bytesText(scratch().bytesPerDay)} a day. Files go
                    after {scratch().retentionDays} days.
                  </Fact>
                )}
              </Show>
            </Facts>
          </section>
          <Show when={mayChangeBucket()} fallback={<SharedBucket />}>
            <ConnectionTest zone={props.zone} />
            <Cors zone={props.zone} />
          </Show>
          <Webhook zone={props.zone} />
          <Show when={replacing()}>
            <RotateCredentials zone={props.zone} onClose={() => setReplacing(false)} />
          </Show>
        </>
      )}
    </Answered>
  )
}

const SharedBucket = () => (
  <section class="card" aria-labelledby="shared-heading">
    <h2 id="shared-heading">Shared bucket</h2>
    <p class="hint">
      Other zones use this bucket too, so only the gateway’s administrators can test it and set its CORS rules.
    </p>
  </section>
)
