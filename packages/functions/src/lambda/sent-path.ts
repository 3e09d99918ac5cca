/**
 * A path as it was sent. An HTTP API decodes `rawPath` (what it says of %25, %2F and %3F nobody can undo: addresses of ours
 * have none), and the query stays as it was sent. Decision 0280 says who found that out.
 */

/** What can't stand in a path as it is, a percent sign that begins no code included, is encoded; the rest is left alone. */
export const sentPath = (path: string): string =>
  path.toWellFormed().replace(/[^\w\-.~!$&'()*+,;=:@/%\\]|%(?![0-9a-f]{2})/giu, encodeURIComponent)
