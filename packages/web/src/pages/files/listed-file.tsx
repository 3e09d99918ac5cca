/** A file as lists have it: its name, or its hash, as the way to its page; and who may read it, in words. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { A } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import type { Column } from '../../ui/listing.tsx'
import { Time } from '../../ui/time.tsx'
import { bytesText, countText } from '../zone/usage/quantity.ts'

export type FilePage = AnswerOf<'GET /api/files'>
export type ListedFile = FilePage['items'][number]

export const filePath = ({ zone, hash }: Pick<ListedFile, 'zone' | 'hash'>) => `/zone/${zone}/files/${hash}`

const visibilities: Record<string, string> = {
  zone: 'As the zone allows',
  private: 'Its owners',
  public: 'Anyone'
}

export const visibilityText = (visibility: string): string =>
  visibilities[visibility] ?? visibility.replace(/^team /, 'Team ')

export const Readers = (props: { of: Pick<ListedFile, 'visibility' | 'until'> }) => (
  <>
    {visibilityText(props.of.visibility)}
    <Show when={props.of.until}>
      {until => (
        <>
          {' '}
          (public from <Time at={until()} />)
        </>
      )}
    </Show>
  </>
)

/** `box`: what chooses it. `between`: such as whose it is, or where. */
export const fileColumns = (
  box: (file: ListedFile) => JSX.Element,
  between: Column<ListedFile>
): Column<ListedFile>[] => [
  {
    head: 'File',
    cell: file => (
      <>
        {box(file)}{' '}
        <A href={filePath(file)}>
          <Show when={file.name} fallback={<code title={file.hash}>{file.hash.slice(0, 10)}…</code>}>
            {name => <bdi class="strong">{name()}</bdi>}
          </Show>
        </A>
      </>
    )
  },
  between,
  { head: 'Size', end: true, cell: file => bytesText(file.size) },
  { head: 'Stored', cell: file => <Time at={file.at} /> },
  { head: 'Downloads', end: true, cell: file => countText(file.downloads) },
  { head: 'Who can read', cell: file => <Readers of={file} /> }
]
