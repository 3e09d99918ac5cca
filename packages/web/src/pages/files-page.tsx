/** /files: the files that one has, in all zones whose files have readers. */
import { createSignal, Show } from 'solid-js'
import { useAnswer } from '../data/use-answer.ts'
import { searched, useListing } from '../data/use-listing.ts'
import { Listing } from '../ui/listing.tsx'
import { Page } from '../ui/page.tsx'
import { SignedIn } from '../ui/signed-in.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { type FilePage, fileColumns, type ListedFile } from './files/listed-file.tsx'
import { ShareChosen, useChosenFiles } from './files/share-chosen.tsx'
import { ListSkeleton } from './zone/list-skeleton.tsx'
import { bytesText, countText } from './zone/usage/quantity.ts'

export default function FilesPage() {
  return (
    <Page title="My files" heading="My files">
      <SignedIn for="to see your files" fallback={<ListSkeleton />}>
        {() => <MyFiles />}
      </SignedIn>
    </Page>
  )
}

function MyFiles() {
  const [search, setSearch] = createSignal('')
  const choice = useChosenFiles()
  const rows = useListing<ListedFile, FilePage>(() => ({
    key: ['GET /api/files', search()],
    page: (api, call) => api('GET /api/files', searched(call, search()))
  }))
  return (
    <>
      <p class="hint">Files that you stored in zones where files have owners.</p>
      <StoredInAll />
      <ShareChosen of={choice} />
      <Listing
        name="My files"
        rows={rows}
        search={{ value: search(), onSearch: setSearch, label: 'Search by name, hash or URI' }}
        failed="Couldn’t load your files"
        skeletonRows={4}
        empty={
          <>
            <h2>No files yet</h2>
            <p>A file is yours once you upload it to a zone where files have owners.</p>
          </>
        }
        columns={fileColumns(choice.box, { head: 'Zone', cell: file => file.zone })}
      />
    </>
  )
}

function StoredInAll() {
  const asked = useAnswer(() => ({
    key: ['GET /api/files/stored'],
    ask: (api, signal) => api('GET /api/files/stored', { signal })
  }))
  const text = (zones: readonly { files: number; bytes: number }[]) => {
    const sum = (of: 'files' | 'bytes') => zones.reduce((all, one) => all + one[of], 0)
    return zones.length === 0
      ? 'Their size is counted once a day.'
      : `${countText(sum('files'))} files, ${bytesText(sum('bytes'))}, counted once a day.`
  }
  return (
    <p class="hint">
      <Show
        when={asked.value()}
        fallback={asked.failure() === undefined ? <Skeleton width="medium" /> : 'Couldn’t load their size.'}
      >
        {known => text(known().zones)}
      </Show>
    </p>
  )
}
