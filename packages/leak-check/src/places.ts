/** Where texts are found, and the one list of secrets that belong where they are. */
import type { Kind } from './secret.ts'

export type Place =
  /** `of`: method and path. `part`: `body`, or the name of a header. */
  | { in: 'answer'; of: string; part: string }
  /** `of`: who wrote it. */
  | { in: 'log'; of: string }
  /** `of`: store and key. */
  | { in: 'stored'; of: string }

interface Allowed {
  kinds: readonly Kind[]
  in: Place['in']
  of: RegExp
  part?: RegExp
}

export const allowed: readonly Allowed[] = [
  // The browser keeps them for us.
  { kinds: ['session'], in: 'answer', of: /./, part: /^set-cookie$/ },
  // Shown once, to whom it is made for.
  { kinds: ['API key'], in: 'answer', of: /^POST \/api\/me\/api-keys$/, part: /^body$/ },
  { kinds: ['webhook secret'], in: 'answer', of: /^PUT \/api\/zones\/[^/]+\/webhook$/, part: /^body$/ },
  // What findFile and initiateFileUpload are for, on both wires.
  { kinds: ['presigned URL'], in: 'answer', of: /^POST \/api\/(gateway|findFile|initiateFileUpload)$/, part: /^body$/ },
  // What parts of an upload are sent to.
  { kinds: ['presigned URL'], in: 'answer', of: /^POST \/api\/uploads\/[^/]+\/part-urls$/, part: /^body$/ },
  { kinds: ['share token'], in: 'answer', of: /^POST \/api\/zones\/[^/]+\/share-links$/, part: /^body$/ },
  // A browser is led to the page of what it shares.
  { kinds: ['share token'], in: 'answer', of: /^GET \/s\//, part: /^location$/ },
  // Where a link to a file leads whoever may read it.
  {
    kinds: ['presigned URL'],
    in: 'answer',
    of: /^(GET|HEAD) \/(z\/[^/]+(\/sha(1|256)\/.*)?|s\/.*)$/,
    part: /^location$/
  },
  // A browser is led to GitHub, or to the page that asks for a name, and back.
  { kinds: ['OAuth state'], in: 'answer', of: /^GET \/api\/sign-in$/, part: /^location$/ },
  { kinds: ['OAuth state', 'OAuth code', 'session'], in: 'answer', of: /^POST \/api\/sign-in\/name$/, part: /^body$/ },
  // Printed once, for the operator who asked for it.
  { kinds: ['setup token'], in: 'log', of: /^an operator command$/ },
  // The page with the one-time link sends it on to GitHub, in a form.
  { kinds: ['OAuth state'], in: 'answer', of: /^POST \/api\/setup\/sign-in$/, part: /^body$/ },
  // The clients and resources of older gateways hold what their owners put there: they are read, never written.
  { kinds: ['GitHub token', 'client private key'], in: 'stored', of: /^object (clients|resources|registered-zones)\// }
]

export const isAllowed = (kind: Kind, place: Place): boolean =>
  allowed.some(
    one =>
      one.kinds.includes(kind) &&
      one.in === place.in &&
      one.of.test(place.of) &&
      (one.part === undefined || (place.in === 'answer' && one.part.test(place.part)))
  )

export function nameOf(place: Place): string {
  switch (place.in) {
    case 'answer':
      return `the ${place.part === 'body' ? 'body' : `header ${place.part}`} of the answer to ${place.of}`
    case 'log':
      return `the log of ${place.of}`
    case 'stored':
      return `the stored item ${place.of}`
  }
}
