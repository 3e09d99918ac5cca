/** Files that are chosen in a list, to be shared by one link. */
import { createSignal, type JSX } from 'solid-js'
import { Button } from '../../ui/button.tsx'
import type { ListedFile } from './listed-file.tsx'
import { MadeLink } from './made-link.tsx'
import { NewShareLink } from './new-share-link.tsx'

/** As the gateway says in core's model/share-link.ts, whose schemas a browser needn't load. */
const mostSharedFiles = 100

/** A file that a list has twice, for two accounts, is one. */
const isSame = (a: ListedFile, b: ListedFile) => a.zone === b.zone && a.hash === b.hash

export function useChosenFiles() {
  const [chosen, setChosen] = createSignal<readonly ListedFile[]>([])
  /** Stands before its name. */
  const box = (file: ListedFile): JSX.Element => (
    <input
      type="checkbox"
      aria-label={`Choose ${file.name ?? file.hash.slice(0, 10)}`}
      checked={chosen().some(one => isSame(one, file))}
      onChange={event => {
        const others = chosen().filter(one => !isSame(one, file))
        setChosen(event.currentTarget.checked ? [...others, file] : others)
      }}
    />
  )
  return { chosen, none: () => setChosen([]), box }
}

export function ShareChosen(props: { of: ReturnType<typeof useChosenFiles> }) {
  const [making, setMaking] = createSignal(false)
  const [made, setMade] = createSignal<string>()
  const chosen = () => props.of.chosen()
  const zones = () => [...new Set(chosen().map(({ zone }) => zone))]
  const isPossible = () => zones().length === 1 && chosen().length <= mostSharedFiles
  return (
    <>
      <div class="row-acts above-list">
        <p class="hint">{inWords(chosen().length, zones())}</p>
        <Button disabled={!isPossible()} onClick={() => setMaking(true)}>
          Share by link
        </Button>
      </div>
      <MadeLink url={made()} />
      <NewShareLink
        open={making()}
        zone={zones()[0] ?? ''}
        hashes={chosen().map(({ hash }) => hash)}
        onClose={() => setMaking(false)}
        onMade={url => {
          setMaking(false)
          setMade(url)
          props.of.none()
        }}
      />
    </>
  )
}

function inWords(count: number, zones: readonly string[]): string {
  if (count === 0) return 'Choose files to share them by one link.'
  if (zones.length > 1) return `You chose files of ${zones.length} zones; a link has files of one zone.`
  if (count > mostSharedFiles) return `You chose ${count} files; a link has at most ${mostSharedFiles}.`
  return count === 1 ? 'You chose 1 file.' : `You chose ${count} files.`
}
