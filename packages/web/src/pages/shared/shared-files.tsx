/** The files of a link: from whom, until when, and each to be downloaded. */
import type { AnswerOf } from '@kachery-gateway/core/api/client.ts'
import { For } from 'solid-js'
import { placeOf } from '../../data/base-path.ts'
import { useAnswer } from '../../data/use-answer.ts'
import { Answered } from '../../ui/answered.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { nameInAddress } from '../../ui/name-in-address.ts'
import { Time } from '../../ui/time.tsx'
import { CardSkeleton } from '../../ui/wait-for.tsx'
import { bytesText } from '../zone/usage/quantity.ts'

type Shared = AnswerOf<'POST /api/shared-files'>
type File = Shared['files'][number]

export function SharedFiles(props: { token: string }) {
  const asked = useAnswer(() => ({
    key: ['POST /api/shared-files', props.token],
    ask: (api, signal) => api('POST /api/shared-files', { body: { token: props.token }, signal })
  }))
  return (
    <Answered of={asked} failed="Couldn’t open this link" fallback={<CardSkeleton />}>
      {shared => (
        <>
          <Facts>
            <Fact name="From">
              <bdi>{shared().by}</bdi>
            </Fact>
            <Fact name="Zone">{shared().zone}</Fact>
            <Fact name="Open until">
              <Time at={shared().endsAt} />
            </Fact>
          </Facts>
          <div class="listing">
            <div class="table-place">
              <table aria-label="Shared files">
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    <th scope="col">SHA-1</th>
                    <th scope="col" class="end">
                      Size
                    </th>
                    <th scope="col" class="end">
                      Actions
                    </th>
                  </tr>
                </thead>
                <tbody>
                  <For each={shared().files}>{file => <Row token={props.token} file={file} />}</For>
                </tbody>
              </table>
            </div>
          </div>
          <p class="hint">Programs stream and resume from the copied address; no sign-in is needed.</p>
        </>
      )}
    </Answered>
  )
}

function Row(props: { token: string; file: File }) {
  const called = () => props.file.name ?? props.file.hash
  const address = () => placeOf(`/s/${props.token}/${nameInAddress(called())}?sha1=${props.file.hash}`)
  return (
    <tr>
      <td data-head="Name">
        <span>
          <bdi class="strong">{props.file.name ?? 'Without a name'}</bdi>
        </span>
      </td>
      <td data-head="SHA-1">
        <span>
          <code>{props.file.hash}</code>
        </span>
      </td>
      <td data-head="Size" class="end">
        <span>{bytesText(props.file.size)}</span>
      </td>
      <td data-head="Actions" class="end">
        <span class="form-acts">
          <a class="button secondary" href={address()} target="_self" aria-label={`Download ${called()}`}>
            Download
          </a>
          <CopyButton text={`${globalThis.location.origin}${address()}`} what={`the address of ${called()}`} />
        </span>
      </td>
    </tr>
  )
}
