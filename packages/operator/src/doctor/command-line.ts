/** `npm run doctor`: what was asked for. */
import { defined } from '@kachery-gateway/core/defined.ts'
import { type CommandLine, noWords, readCommandLine, stageUsage, type Variables, WrongUsage } from '../command-line.ts'
import type { Asked } from './examine.ts'

export const usage = `Usage: npm run doctor -- --stage STAGE [--url URL]

Checks a deployment from deps and inside, and says what to do about what is wrong. It writes a small file into each
zone's bucket (tests/testReadWrite.txt) and removes it; it changes nothing else. Exit code: 0 nothing is wrong,
1 something is. A line with ! is worth knowing, and changes nothing of that.

  --url URL       where the CDN is reached; default: the gateway's public URL
${stageUsage}`

const example = 'npm run doctor -- --stage NAME'
const ownOptions = { url: { type: 'string' } } as const

export function doctorCommandLine(words: string[], variables: Variables): CommandLine<{ asked: Asked }> {
  return readCommandLine({ words, variables, example }, ownOptions, ({ values, positionals }, at) => {
    noWords(positionals)
    const url = addressIn(values.url)
    return { asked: defined({ at, url }) }
  })
}

function addressIn(value: string | boolean | undefined): string | undefined {
  if (value === undefined) return undefined
  const url = URL.parse(String(value))
  const plain = url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search + url.hash === ''
  if (!plain || url.username !== '')
    throw new WrongUsage('--url is an address such as https://kachery.example.org, without a path.')
  return url.origin
}
