/** Origins of web pages, as CORS rules name them. Runs in browsers. */

/** As browsers send it, hosts in other scripts as `xn--…`; undefined: it is no http or https address. `*`: any page. */
export function webOrigin(text: string): string | undefined {
  if (text === '*') return text
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : undefined
}
