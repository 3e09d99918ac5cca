/** How lists are searched: words begin with what is searched for, in any case; several must all fit. */

/** Characters of a word that are looked at. */
export const longestWord = 40

/** In lower case, parted at whatever is no letter and no digit; each once. */
export function wordsOf(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(words.map(word => word.slice(0, longestWord)))]
}

/** Whether each of `wanted` begins one of the words. */
export const wordsFit = (wanted: readonly string[], words: readonly string[]): boolean =>
  wanted.every(one => words.some(word => word.startsWith(one)))

/** Whether a search for `search` finds what is named by these texts; a search for nothing finds everything. */
export const isFoundBy = (search: string, texts: readonly string[]): boolean =>
  wordsFit(wordsOf(search), texts.flatMap(wordsOf))
