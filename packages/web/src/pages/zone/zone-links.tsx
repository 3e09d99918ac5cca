/** The links by which people without an account read files of a zone: for its administrators, whoever made them. */
import { A } from '@solidjs/router'
import { For, Show } from 'solid-js'
import { useListing } from '../../data/use-listing.ts'
import type { Column } from '../../ui/listing.tsx'
import { type Link, LinkList, type LinkPage } from '../files/link-list.tsx'
import { filePath } from '../files/listed-file.tsx'
import { zoneKeys } from './zone-keys.ts'

/** Of a link's files. */
const mostShown = 3

const between: Column<Link>[] = [
  { head: 'Made by', cell: ({ by }) => <bdi>{by}</bdi> },
  { head: 'Files', cell: link => <Files of={link} /> }
]

export function ZoneLinks(props: { zone: string }) {
  const rows = useListing<Link, LinkPage>(() => ({
    key: zoneKeys.shareLinks(props.zone),
    page: (api, call) => api('GET /api/zones/{zone}/share-links', { path: { zone: props.zone }, ...call })
  }))
  return (
    <section class="card" aria-labelledby="links-heading">
      <h2 id="links-heading">Share links</h2>
      <LinkList
        name={`Links to files of zone ${props.zone}`}
        rows={rows}
        between={between}
        failed="Couldn’t load the links"
        empty={<p>Nobody has made one. Whoever has a link reads its files without an account here.</p>}
      />
    </section>
  )
}

const Files = (props: { of: Link }) => (
  <>
    <For each={props.of.files.slice(0, mostShown)}>
      {({ hash, name }, at) => (
        <>
          {at() > 0 ? ', ' : ''}
          <A href={filePath({ zone: props.of.zone, hash })}>
            <Show when={name} fallback={<code title={hash}>{hash.slice(0, 10)}…</code>}>
              {name => <bdi>{name()}</bdi>}
            </Show>
          </A>
        </>
      )}
    </For>
    <Show when={props.of.files.length > mostShown}> and {props.of.files.length - mostShown} more</Show>
  </>
)
