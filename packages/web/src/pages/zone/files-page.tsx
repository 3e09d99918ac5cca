/** /zone/{zone}/files: where files are uploaded, and what a zone whose files have readers has, by whom, and who can read it. */
import { A } from '@solidjs/router'
import { createSignal, Show } from 'solid-js'
import { searched, useListing } from '../../data/use-listing.ts'
import { Answered } from '../../ui/answered.tsx'
import { Listing } from '../../ui/listing.tsx'
import { Notice } from '../../ui/notice.tsx'
import { WaitFor } from '../../ui/wait-for.tsx'
import { type FilePage, fileColumns, type ListedFile } from '../files/listed-file.tsx'
import { ShareChosen, useChosenFiles } from '../files/share-chosen.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { Uploader } from './upload/uploader.tsx'
import { useZone } from './use-zone.ts'
import { ZoneFrame } from './zone-frame.tsx'
import { zoneKeys } from './zone-keys.ts'
import { ZoneLinks } from './zone-links.tsx'

export default function FilesPage() {
  return (
    <ZoneFrame heading="Files" fallback={<ListSkeleton />} forAll>
      {zone => (
        <Uploader zone={zone}>
          <Files zone={zone} />
        </Uploader>
      )}
    </ZoneFrame>
  )
}

function Files(props: { zone: string }) {
  const asked = useZone(props.zone)
  const isBarred = () => asked.failure()?.status === 403
  return (
    <Show when={!isBarred()} fallback={<OwnFiles />}>
      <Answered of={asked} failed="Couldn’t load the zone" fallback={<ListSkeleton />}>
        {known => (
          <Show
            when={known().readers}
            fallback={
              <Notice severity="info" title="Files of this zone have no owners">
                <p>
                  The zone’s settings say who can read them. The guide for zone administrators says how to change that.
                </p>
              </Notice>
            }
          >
            <FileList zone={props.zone} />
          </Show>
        )}
      </Answered>
    </Show>
  )
}

/** For who uploads here and doesn’t administer the zone. */
const OwnFiles = () => (
  <p class="hint">
    <A href="/files">My files</A> has what you stored, where files have owners. Zone administrators see all files.
  </p>
)

function FileList(props: { zone: string }) {
  const [search, setSearch] = createSignal('')
  const choice = useChosenFiles()
  const rows = useListing<ListedFile, FilePage>(() => ({
    key: [...zoneKeys.files(props.zone), search()],
    page: (api, call) => api('GET /api/zones/{zone}/files', { path: { zone: props.zone }, ...searched(call, search()) })
  }))
  return (
    <>
      <p class="hint">
        A file is listed once for each account that has it. <A href="/files">My files</A> has your own, of all zones.
      </p>
      <ShareChosen of={choice} />
      <Listing
        name={`Files of zone ${props.zone}`}
        rows={rows}
        search={{ value: search(), onSearch: setSearch, label: 'Search by name, hash or URI' }}
        failed="Couldn’t load the files"
        skeletonRows={4}
        empty={
          <>
            <h2>No files yet</h2>
            <p>Files that people upload are listed here. Files that were there before follow within a day.</p>
          </>
        }
        columns={fileColumns(choice.box, { head: 'Owner', cell: file => <bdi>{file.owner ?? 'nobody'}</bdi> })}
      />
      <WaitFor of={[{ value: rows.items, failure: rows.failure }]}>
        <ZoneLinks zone={props.zone} />
      </WaitFor>
    </>
  )
}
