/** One's own API keys, for the second generation of clients: what each is for, until when, and when it was last used. */

import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createSignal, Show } from 'solid-js'
import { shownGatewayUrl } from '../../data/base-path.ts'
import { sessionKey } from '../../data/session-key.ts'
import { useChange } from '../../data/use-change.ts'
import { useListing } from '../../data/use-listing.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Listing } from '../../ui/listing.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { Time } from '../../ui/time.tsx'
import { NewApiKey } from './new-api-key.tsx'

type Keys = AnswerOf<'GET /api/me/api-keys'>
export type Key = Keys['items'][number]

export const apiKeysKey = ['GET /api/me/api-keys'] as const

/** All on one page: they are few. */
const useMyApiKeys = () =>
  useListing<Key, Keys & { next: null }>(() => ({
    key: apiKeysKey,
    page: async (api, { signal }) => ({ ...(await api('GET /api/me/api-keys', { signal })), next: null })
  }))

export const rightsInWords = {
  'upload-and-download': 'Upload and download',
  upload: 'Upload only',
  download: 'Download only'
} as const

export function ApiKeys() {
  const rows = useMyApiKeys()
  const [making, setMaking] = createSignal(false)
  const [revokes, setRevokes] = createSignal<Key>()
  const [shown, setShown] = createSignal<string>()
  const revoke = useChange({
    work: (api, { id }: Key) => api('DELETE /api/me/api-keys/{apiKey}', { path: { apiKey: id } }),
    affects: () => [apiKeysKey, sessionKey],
    done: (_, { name }) => `Revoked the API key ${name}`,
    onDone: () => {
      setRevokes(undefined)
      setShown(undefined)
    }
  })
  return (
    <section class="card" aria-labelledby="key-heading" id="api-keys">
      <div class="card-head">
        <h2 id="key-heading">My API keys</h2>
        <Button onClick={() => setMaking(true)}>New API key</Button>
      </div>
      <p class="hint">
        For programs that use the package <code>kachery</code> 2: whoever has a key acts as you, as far as the key goes.
        You don’t need one for <code>kachery-cloud</code>.
      </p>
      <Show when={shown()}>
        {key => (
          <ShownOnce
            name="Your new API key"
            why="the gateway keeps only its hash, and shows it this once."
            language="Shell"
            code={`export KACHERY_BASE_URL=${shownGatewayUrl()}\nexport KACHERY_API_KEY=${key()}`}
            onDone={() => setShown(undefined)}
          />
        )}
      </Show>
      <Listing
        name="My API keys"
        rows={rows}
        failed="Couldn’t load your API keys"
        skeletonRows={1}
        columns={[
          { head: 'Name', cell: ({ name }) => <bdi class="strong">{name}</bdi> },
          { head: 'Can', cell: ({ rights }) => rightsInWords[rights] },
          { head: 'Zone', cell: ({ zone }) => zone ?? 'All zones' },
          { head: 'Ends', cell: ({ endsAt }) => <End at={endsAt} /> },
          {
            head: 'Last used',
            cell: ({ usedAt }) => (
              <Show when={usedAt} fallback={<span class="hint">Not yet</span>}>
                {at => <Time at={at()} />}
              </Show>
            )
          },
          { head: 'Made', cell: ({ createdAt }) => <Time at={createdAt} /> },
          {
            head: 'Actions',
            end: true,
            cell: key => (
              <Button variant="ghost" onClick={() => setRevokes({ ...key })}>
                Revoke<span class="unseen"> {key.name}</span>
              </Button>
            )
          }
        ]}
        empty={<p>You have none.</p>}
      />
      <NewApiKey
        open={making()}
        onClose={() => setMaking(false)}
        onMade={apiKey => {
          setMaking(false)
          setShown(apiKey)
        }}
      />
      <Confirm
        open={revokes() !== undefined}
        title={`Revoke the API key ${revokes()?.name ?? ''}?`}
        act="Revoke API key"
        busy={revoke.busy()}
        failure={revoke.failure()}
        onConfirm={() => {
          const key = revokes()
          if (key !== undefined) revoke.run(key)
        }}
        onClose={() => {
          setRevokes(undefined)
          revoke.reset()
        }}
      >
        <p>Programs that use it stop working within a minute. You can make a new one at any time.</p>
      </Confirm>
    </section>
  )
}

const End = (props: { at: number | null }) => (
  <Show when={props.at} fallback="Never">
    {at => (
      <>
        <Time at={at()} />
        <Show when={at() <= Date.now()}>
          <span class="hint"> (ended)</span>
        </Show>
      </>
    )}
  </Show>
)
