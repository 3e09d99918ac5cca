/** What a zone name has, for sentences: the wire's, the API's, GATEWAY_CONFIG's and the site's. */
export const zoneNameRule =
  '1 to 100 letters, digits, dots, hyphens and underscores, a letter or digit first, no two dots in a row'
export const mustBeZoneName = `must be a zone name: ${zoneNameRule}`
