/** The uploads of who is signed in: they go on while one goes from page to page. */
import { useQueryClient } from '@tanstack/solid-query'
import { createContext, type ParentProps, useContext } from 'solid-js'
import { useApi } from '../data/api.tsx'
import type { openUploads, Uploads } from './open-uploads.ts'

type Opened = { uploads?: Uploads }

const UploadsContext = createContext<Opened>()

export const UploadsProvider = (props: ParentProps) => (
  <UploadsContext.Provider value={{}}>{props.children}</UploadsContext.Provider>
)

/** `open`: given by the page, so that the site begins without all that uploading takes. */
export function useUploads(login: string, open: typeof openUploads): Uploads {
  const opened = useContext(UploadsContext)
  if (opened === undefined) throw new Error('no UploadsProvider around this')
  const api = useApi()
  const kept = useQueryClient()
  if (opened.uploads?.login === login) return opened.uploads
  opened.uploads?.close()
  const uploads = open(api, login, ({ zone }) => {
    for (const queryKey of [['GET /api/zones/{zone}/files', zone], ['GET /api/files']])
      void kept.invalidateQueries({ queryKey })
  })
  opened.uploads = uploads
  return uploads
}
