/**
 * A label or a name from outside as people see it: on one line, without spaces around it and without characters that
 * nobody sees or that turn the text around it (bidi controls). Joiners stay, which scripts and emoji need. Runs in browsers.
 */
export function cleanLabel(text: string): string {
  const clean = text
    .replace(/[\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return /[^\u200c\u200d]/u.test(clean) ? clean : ''
}
