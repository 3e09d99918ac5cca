/** /zone/{zone}/files/{hash}: a file for whoever may read it, and what those who have it do with it. */
import { Navigate, useParams } from '@solidjs/router'
import { Show } from 'solid-js'
import { isFileHash, isSha256, isZoneName } from '../../data/page-address.ts'
import type { Me } from '../../data/session.tsx'
import { useAnswer } from '../../data/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { Page } from '../../ui/page.tsx'
import { SignedIn } from '../../ui/signed-in.tsx'
import { CardSkeleton } from '../../ui/wait-for.tsx'
import { BadLinkPage } from '../bad-link-page.tsx'
import { filePath } from '../files/listed-file.tsx'
import { type FileAddress, fileKey } from './file/file-key.ts'
import { GetFile } from './file/get-file.tsx'
import { OwnFile } from './file/own-file.tsx'
import { Registrations } from './file/registrations.tsx'
import { ShareLinks } from './file/share-links.tsx'

export default function FilePage() {
  const params = useParams<{ zone: string; hash: string }>()
  const file = () => (isZoneName(params.zone) && isFileHash(params.hash) ? { ...params } : undefined)
  return (
    <Show
      when={file()}
      keyed
      fallback={
        <BadLinkPage title="This link is incomplete">
          A file is named by its zone and by a SHA-1 of 40 hexadecimal digits, or a SHA-256 of 64.
        </BadLinkPage>
      }
    >
      {file => (
        <Page title={`File ${file.hash.slice(0, 10)} · Zone ${file.zone}`} heading={`A file of zone ${file.zone}`}>
          <SignedIn for="to see this file" fallback={<CardSkeleton />}>
            {me => <KnownFile file={file} me={me()} />}
          </SignedIn>
        </Page>
      )}
    </Show>
  )
}

function KnownFile(props: { file: FileAddress; me: Me }) {
  const asked = useAnswer(() => ({
    key: fileKey(props.file),
    ask: (api, signal) => api('GET /api/zones/{zone}/files/{hash}', { path: props.file, signal })
  }))
  const isMine = ({ owner }: { owner: string | null }) => owner?.toLowerCase() === props.me.login.toLowerCase()
  return (
    <Answered of={asked} failed="Couldn’t load this file" fallback={<CardSkeleton />}>
      {known => {
        const all = () => known().registrations
        const name = () => all().find(({ name }) => name !== null)?.name ?? null
        // All of the page, and what changes it, goes by one hash.
        const leadsTo = () => (isSha256(props.file.hash) ? all()[0] : undefined)
        return (
          <Show when={!leadsTo()} fallback={<Navigate href={filePath(leadsTo() ?? props.file)} />}>
            <GetFile {...props.file} size={all()[0]?.size ?? 0} name={name()} downloads={all()[0]?.downloads ?? 0} />
            <Show when={all().find(isMine)}>{mine => <OwnFile of={mine()} />}</Show>
            <Registrations of={all()} />
            <ShareLinks file={props.file} />
          </Show>
        )
      }}
    </Answered>
  )
}
