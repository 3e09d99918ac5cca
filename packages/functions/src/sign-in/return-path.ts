/** Where somebody goes back to after signing in. It comes from the address, so that it may say anything. */

const longest = 6_000

/** The path, or `/` where it would lead out of this gateway. */
export function returnPath(wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > longest) return '/'
  // Browsers read a backslash as a slash and leave tabs and line ends out; two slashes begin another host.
  if (!/^\/(?![/\\])[!-~]*$/.test(wanted) || wanted.includes('\\')) return '/'
  const url = URL.parse(wanted, 'http://here.invalid')
  return url !== null && url.origin === 'http://here.invalid' && !url.pathname.startsWith('//') ? wanted : '/'
}
