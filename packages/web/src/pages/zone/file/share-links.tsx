/** One's own links to a file: who has one reads it without an account. Made, with their use, and revoked. */
import { createSignal } from 'solid-js'
import { useListing } from '../../../data/use-listing.ts'
import { Button } from '../../../ui/button.tsx'
import { type Link, LinkList, type LinkPage, ownLinksKey } from '../../files/link-list.tsx'
import { MadeLink } from '../../files/made-link.tsx'
import { NewShareLink } from '../../files/new-share-link.tsx'
import type { FileAddress } from './file-key.ts'

/** All that an account can have. */
const all = 200

export function ShareLinks(props: { file: FileAddress }) {
  const [making, setMaking] = createSignal(false)
  const [made, setMade] = createSignal<string>()
  const rows = useListing<Link, LinkPage>(() => ({
    key: ownLinksKey,
    size: all,
    page: (api, call) => api('GET /api/share-links', call)
  }))
  const ofFile = ({ zone, files }: Link) =>
    zone === props.file.zone && files.some(({ hash }) => hash === props.file.hash)
  const shown = { ...rows, items: () => rows.items()?.filter(ofFile) }
  return (
    <section class="card" aria-labelledby="share-heading">
      <div class="card-head">
        <h2 id="share-heading">My links to it</h2>
        <Button onClick={() => setMaking(true)}>Share by link</Button>
      </div>
      <MadeLink url={made()} />
      <LinkList
        name="My links to this file"
        rows={shown}
        failed="Couldn’t load your links"
        empty={<p>You have made none. Whoever has a link reads the file without an account here.</p>}
      />
      <NewShareLink
        open={making()}
        zone={props.file.zone}
        hashes={[props.file.hash]}
        onClose={() => setMaking(false)}
        onMade={url => {
          setMaking(false)
          setMade(url)
        }}
      />
    </section>
  )
}
