/** Said of what is too long for its field. Fields take it whole: a browser that cuts a pasted text tells nobody. */
const number = new Intl.NumberFormat('en-US')

/** A sentence; undefined: it fits. `most`: characters. */
export const tooLong = (text: string, most: number | undefined): string | undefined =>
  most === undefined || text.length <= most
    ? undefined
    : `At most ${number.format(most)} characters; this has ${number.format(text.length)}.`
