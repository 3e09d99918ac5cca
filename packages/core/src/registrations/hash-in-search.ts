/** What a search has of a file's hash: its beginning, or the URI that a client printed. */

const uri = /^(?:sha1:\/\/|kachery:[^:\s]*:sha1:)([0-9a-f]{4,40})(?:[/?:].*)?$/
const beginning = /^[0-9a-f]{4,40}$/

/** undefined: it is for a name. */
export function hashInSearch(search: string): string | undefined {
  const text = search.trim().toLowerCase()
  return beginning.test(text) ? text : uri.exec(text)?.[1]
}
