/** Where somebody goes back to after signing in. It comes from the address, so that it may say anything. */

/** As JSON, characters: sealed, it still fits a cookie, of which browsers keep 4,096. */
const longest = 2_400
/** Of a path that is too long; none of our pages has more. */
const mostParameters = 20

/**
 * The path, or `/` where it would lead out of this gateway. Of one that is too long the longest parameters are left out: a
 * registration link loses its label and stays a link.
 */
export function returnPath(wanted: string | undefined): string {
  if (wanted === undefined) return '/'
  // Browsers read a backslash as a slash and leave tabs and line ends out; two slashes begin another host.
  if (!/^\/(?![/\\])[!-~]*$/.test(wanted) || wanted.includes('\\')) return '/'
  const url = URL.parse(wanted, 'http://here.invalid')
  const ours = url !== null && url.origin === 'http://here.invalid' && !url.pathname.startsWith('//')
  return ours ? shortened(wanted) : '/'
}

function shortened(path: string): string {
  if (fits(path)) return path
  const [place = '/', query = ''] = (path.split('#')[0] ?? '').split(/\?(.*)/s)
  const parameters = query.split('&', mostParameters)
  while (parameters.length > 0 && !fits(joined(place, parameters))) {
    const sizes = parameters.map(parameter => parameter.length)
    parameters.splice(sizes.indexOf(Math.max(...sizes)), 1)
  }
  const short = joined(place, parameters)
  return fits(short) ? short : '/'
}

const fits = (path: string) => JSON.stringify(path).length <= longest

const joined = (place: string, parameters: readonly string[]) =>
  parameters.length === 0 ? place : `${place}?${parameters.join('&')}`
