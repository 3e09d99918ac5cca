/** /gateway/configuration: what the gateway was told by its operator, as it understood it, without secrets. */
import { For, Show } from 'solid-js'
import { Answered } from '../../ui/answered.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { ListSkeleton } from '../zone/list-skeleton.tsx'
import { bytesText } from '../zone/usage/quantity.ts'
import { GatewayFrame } from './gateway-frame.tsx'
import { Lacks } from './lacks.tsx'
import { useConfiguration } from './use-gateway.ts'

export default function ConfigurationPage() {
  return (
    <GatewayFrame heading="Configuration" fallback={<ListSkeleton />}>
      {() => <Configuration />}
    </GatewayFrame>
  )
}

function Configuration() {
  const asked = useConfiguration()
  return (
    <>
      <p class="hint">What the gateway uses now. Its operator changes it where the gateway is deployed.</p>
      <Answered of={asked} fallback={<ListSkeleton />} failed="Couldn’t load the configuration">
        {known => (
          <>
            <Lacks lacks={known().lacks} />
            <section class="card" aria-labelledby="gateway-heading">
              <h2 id="gateway-heading">Gateway</h2>
              <Facts>
                <Fact name="Address">
                  <code>{known().publicUrl}</code>
                </Fact>
                <Fact name="Administrators">
                  <Show when={known().administrators.length > 0} fallback="none">
                    <bdi>{known().administrators.join(', ')}</bdi>
                  </Show>
                </Fact>
                <Fact name="Signing in">{known().signIn ? 'on' : 'off: nobody can sign in'}</Fact>
                <Fact name="reCAPTCHA">
                  {known().captcha ? 'on, for registering clients and adding zones' : 'off: its keys are not set'}
                </Fact>
                <Fact name="Zone credentials">
                  {known().keepsCredentials
                    ? 'kept encrypted'
                    : 'can’t be stored: ENCRYPTION_KEY isn’t set, so you can’t add zones with their own bucket'}
                </Fact>
                <Fact name="Largest file">{bytesText(known().largestFile)}</Fact>
                <Fact name="Verified at once">
                  files up to {bytesText(known().verifiedInRequest)}; larger ones are verified after their upload
                </Fact>
              </Facts>
            </section>
            <section class="card" aria-labelledby="origins-heading">
              <h2 id="origins-heading">Web pages that may call the gateway</h2>
              <ul class="plain-list">
                <For each={known().allowedOrigins}>
                  {origin => (
                    <li>
                      <code>{origin}</code>
                    </li>
                  )}
                </For>
              </ul>
            </section>
            <section class="card" aria-labelledby="zones-heading">
              <h2 id="zones-heading">Zones of the configuration</h2>
              <Show when={known().zones.length > 0} fallback={<p class="empty-line">None.</p>}>
                <Facts>
                  <For each={known().zones}>
                    {zone => (
                      <Fact name={zone.zone}>
                        <code>{zone.bucketUri}</code>
                        <Show when={zone.fallbackBucketUri}>
                          {uri => (
                            <>
                              {' '}
                              <span class="hint">
                                then <code>{uri()}</code>
                              </span>
                            </>
                          )}
                        </Show>
                      </Fact>
                    )}
                  </For>
                </Facts>
              </Show>
            </section>
          </>
        )}
      </Answered>
    </>
  )
}
