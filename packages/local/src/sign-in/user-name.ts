/** Names that people choose at the local sign-in. */
import { UserLabel } from '@kachery-gateway/core/ids/user-label.ts'
import { siteErrors } from '@kachery-gateway/core/site-errors.ts'

const longest = 39

/** Throws `sign_in.bad_name`, which says what is wrong with it. */
export function readUserName(text: string): UserLabel {
  const name = text.trim()
  if (name === '') throw siteErrors.badName('Enter a name.')
  if (name.length > longest)
    throw siteErrors.badName(`A name has at most ${longest} characters; this one has ${name.length}.`)
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    throw siteErrors.badName(
      'A name has only letters without accents, digits, hyphens, underscores and dots; no spaces.'
    )
  }
  if (!/^[A-Za-z0-9]/.test(name)) throw siteErrors.badName('A name begins with a letter or a digit.')
  return UserLabel.parse(name)
}

/** The account that a name means here: however its letters are cased, it is the same person. */
export const accountOf = (name: UserLabel): string => `local:${name.toLowerCase()}`
