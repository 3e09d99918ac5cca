/** Below every page: which version this is, where one reads more, and whom one asks. */
import { Show } from 'solid-js'
import { useAbout } from '../data/about.ts'

export function Foot() {
  const about = useAbout()
  return (
    <footer class="foot">
      <Show when={about.known()}>
        {known => (
          <ul class="wide">
            <li>Kachery gateway {known().version}</li>
            <li>
              <a href={known().docsUrl} rel="noreferrer">
                Documentation
              </a>
            </li>
            <Show when={known().contactUrl}>
              {url => (
                <li>
                  <a href={url()} rel="noreferrer">
                    Contact the operator
                  </a>
                </li>
              )}
            </Show>
          </ul>
        )}
      </Show>
    </footer>
  )
}
