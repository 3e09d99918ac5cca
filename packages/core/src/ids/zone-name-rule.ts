/** What a zone name has, for sentences: the wire's, the API's and the site's. */
export const zoneNameCharacters = '1 to 100 letters, digits, dots, hyphens and underscores, a letter or digit first'
export const noTwoDots = 'no two dots in a row'
export const zoneNameRule = `${zoneNameCharacters}, ${noTwoDots}`
