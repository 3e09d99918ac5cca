/** /zone/{zone}/storage: the bucket that the zone lies in, whether it works, and who may use it from a browser. */
import { Show } from 'solid-js'
import { Answered } from '../../ui/answered.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { ListAwaited } from './list-awaited.tsx'
import { ConnectionTest } from './storage/connection-test.tsx'
import { Cors } from './storage/cors.tsx'
import { bytesText, countText } from './usage/quantity.ts'
import { useZone } from './use-zone.ts'
import { ZoneFrame } from './zone-frame.tsx'

export default function StoragePage() {
  return (
    <ZoneFrame heading="Storage" awaited={<ListAwaited />}>
      {zone => <Storage zone={zone} />}
    </ZoneFrame>
  )
}

function Storage(props: { zone: string }) {
  const asked = useZone(props.zone)
  return (
    <Answered of={asked} awaited={<ListAwaited />} failed="Where the zone lies cannot be shown">
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
                {zone().ownBucket
                  ? 'The zone’s own: kept encrypted, never shown. The gateway’s administrators can replace them.'
                  : 'The gateway’s, from its configuration.'}
              </Fact>
              <Show when={zone().scratch}>
                {scratch => (
                  <Fact name="Scratch">
                    Anyone may upload: up to {bytesText(scratch().fileBytes)} a file, {countText(scratch().filesPerDay)}{' '}
                    files and {bytesText(scratch().bytesPerDay)} a day. Files go after {scratch().retentionDays} days.
                  </Fact>
                )}
              </Show>
            </Facts>
          </section>
          <ConnectionTest zone={props.zone} />
          <Cors zone={props.zone} bucketUri={zone().bucketUri} />
        </>
      )}
    </Answered>
  )
}
