/** What a search has of a file's hash: its beginning, or the URI that a client printed. */
import { fileNameIndex, sha256Index } from './file-name.ts'

const uri = /^(?:sha1:\/\/|kachery:[^:\s]*:sha1:)([0-9a-f]{4,40})(?:[/?:].*)?$/
const beginning = /^[0-9a-f]{4,40}$/
const sha256 = /^(?:(?:sha256:\/\/)([0-9a-f]{4,64})(?:[/?].*)?|([0-9a-f]{41,64}))$/

/** Of its SHA-1. undefined: it is for a name, or a SHA-256. */
export function hashInSearch(search: string): string | undefined {
  const text = search.trim().toLowerCase()
  return beginning.test(text) ? text : uri.exec(text)?.[1]
}

/** How ids of what is searched for begin in the index of names, which has each SHA-256, too. */
export function nameInSearch(search: string): string {
  const [, inUri, alone] = sha256.exec(search.trim().toLowerCase()) ?? []
  const hash = inUri ?? alone
  return hash === undefined ? fileNameIndex(search) : sha256Index(hash)
}
