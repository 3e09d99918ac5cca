/** One's own links to a file: who has one reads it without an account. Made, with their use, and revoked. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createSignal, Show } from 'solid-js'
import { useChange } from '../../../data/use-change.ts'
import { useListing } from '../../../data/use-listing.ts'
import { Button } from '../../../ui/button.tsx'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Listing } from '../../../ui/listing.tsx'
import { Time } from '../../../ui/time.tsx'
import { linkIn } from '../activity/in-words.ts'
import { type FileAddress, shareLinksKey } from './file-key.ts'
import { NewShareLink } from './new-share-link.tsx'

type LinkPage = AnswerOf<'GET /api/share-links'>
type Link = LinkPage['items'][number]

/** All that an account can have. */
const all = 200

const states: Record<Link['state'], string> = { open: 'Open', ended: 'Ended', 'used-up': 'Used up' }

export function ShareLinks(props: { file: FileAddress }) {
  const [making, setMaking] = createSignal(false)
  const [made, setMade] = createSignal<string>()
  const [revoking, setRevoking] = createSignal<Link>()
  const rows = useListing<Link, LinkPage>(() => ({
    key: shareLinksKey,
    size: all,
    page: (api, call) => api('GET /api/share-links', call)
  }))
  const ofFile = ({ zone, files }: Link) =>
    zone === props.file.zone && files.some(({ hash }) => hash === props.file.hash)
  const shown = { ...rows, items: () => rows.items()?.filter(ofFile) }
  const revoke = useChange({
    work: (api, { zone, id }: Link) => api('DELETE /api/zones/{zone}/share-links/{link}', { path: { zone, link: id } }),
    affects: () => [shareLinksKey],
    done: 'The link ends within a minute',
    onDone: () => setRevoking(undefined)
  })
  return (
    <section class="card" aria-labelledby="share-heading">
      <div class="card-head">
        <h2 id="share-heading">My links to it</h2>
        <Button onClick={() => setMaking(true)}>Share by link</Button>
      </div>
      <Show when={made()}>
        {url => (
          <div role="status">
            <p>
              <strong>Copy it now:</strong> the gateway keeps only its hash, and shows it this once.
            </p>
            <CodeBlock language="Address" code={url()} />
          </div>
        )}
      </Show>
      <Listing
        name="My links to this file"
        rows={shown}
        failed="Couldn’t load your links"
        skeletonRows={1}
        empty={<p>You have made none. Whoever has a link reads the file without an account here.</p>}
        columns={[
          { head: 'Note', cell: ({ note }) => <bdi>{note || 'none'}</bdi> },
          // As the activity calls it.
          { head: 'Link', cell: ({ id }) => <code>{linkIn(id)}</code> },
          { head: 'State', cell: ({ state }) => states[state] },
          { head: 'Until', cell: ({ endsAt }) => <Time at={endsAt} /> },
          { head: 'Used', end: true, cell: ({ used, count }) => (count === null ? used : `${used} of ${count}`) },
          {
            head: 'Actions',
            end: true,
            cell: link => (
              <Button variant="ghost" onClick={() => setRevoking(link)}>
                {link.state === 'open' ? 'Revoke' : 'Remove'}
                <span class="unseen"> {link.note}</span>
              </Button>
            )
          }
        ]}
      />
      <NewShareLink
        open={making()}
        file={props.file}
        onClose={() => setMaking(false)}
        onMade={url => {
          setMaking(false)
          setMade(url)
        }}
      />
      <Confirm
        open={revoking() !== undefined}
        title="Revoke this link?"
        act="Revoke link"
        busy={revoke.busy()}
        failure={revoke.failure()}
        onConfirm={() => {
          const link = revoking()
          if (link !== undefined) revoke.run(link)
        }}
        onClose={() => {
          revoke.reset()
          setRevoking(undefined)
        }}
      >
        <p>It stops working within a minute, and leaves this list. Storage URLs that it gave live up to an hour.</p>
      </Confirm>
    </section>
  )
}
