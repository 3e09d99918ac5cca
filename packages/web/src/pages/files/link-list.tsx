/** Links to files, as their makers and a zone's administrators see them: their use, their end, and the way to end them. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { createSignal, type JSX } from 'solid-js'
import { useChange } from '../../data/use-change.ts'
import type { Listing as Rows } from '../../data/use-listing.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { type Column, Listing } from '../../ui/listing.tsx'
import { Time } from '../../ui/time.tsx'
import { linkIn } from '../zone/activity/in-words.ts'
import { zoneKeys } from '../zone/zone-keys.ts'

export type LinkPage = AnswerOf<'GET /api/share-links'>
export type Link = LinkPage['items'][number]

export const ownLinksKey = ['GET /api/share-links']
/** Kept under these: one's own, and those of a zone. */
export const linkKeys = (zone: string) => [ownLinksKey, zoneKeys.shareLinks(zone)]

const states: Record<Link['state'], string> = { open: 'Open', ended: 'Ended', 'used-up': 'Used up' }

interface LinkListProps {
  name: string
  rows: Rows<Link, LinkPage>
  /** What stands between, such as who made it. */
  between?: readonly Column<Link>[]
  failed: string
  empty: JSX.Element
}

export function LinkList(props: LinkListProps) {
  const [revoking, setRevoking] = createSignal<Link>()
  const revoke = useChange({
    work: (api, { zone, id }: Link) => api('DELETE /api/zones/{zone}/share-links/{link}', { path: { zone, link: id } }),
    affects: ({ zone }) => linkKeys(zone),
    done: 'The link ends within a minute',
    onDone: () => setRevoking(undefined)
  })
  return (
    <>
      <Listing
        name={props.name}
        rows={props.rows}
        failed={props.failed}
        skeletonRows={1}
        empty={props.empty}
        columns={[
          { head: 'Note', cell: ({ note }) => <bdi>{note || 'none'}</bdi> },
          // As the activity calls it.
          { head: 'Link', cell: ({ id }) => <code class="short">{linkIn(id)}</code> },
          ...(props.between ?? []),
          { head: 'State', cell: ({ state }) => states[state] },
          { head: 'Until', cell: ({ endsAt }) => <Time at={endsAt} /> },
          { head: 'Used', end: true, cell: ({ used, count }) => (count === null ? used : `${used} of ${count}`) },
          {
            head: 'Actions',
            end: true,
            cell: link => (
              <Button variant="ghost" onClick={() => setRevoking(link)}>
                {link.state === 'open' ? 'Revoke' : 'Remove'}
                <span class="unseen"> {link.note || linkIn(link.id)}</span>
              </Button>
            )
          }
        ]}
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
    </>
  )
}
