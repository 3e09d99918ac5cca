/**
 * By what logins and labels are compared. GitHub's logins are the same in upper and lower case, so that here, too, they
 * are one; labels that are no logins (`github|ann`, `ann@lab.test`) are exact. Records keep the spelling for show.
 */
declare const brand: unique symbol
export type LoginKey = string & { readonly [brand]: true }

/** As GitHub has them; those of an enterprise end in an underscore and its short name. */
const login = /^[A-Za-z0-9_-]{1,100}$/

export const loginKey = (label: string): LoginKey => (login.test(label) ? label.toLowerCase() : label) as LoginKey
