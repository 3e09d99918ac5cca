/** `npm run adopt`: what was asked for. */
import { ZoneName } from '@kachery-gateway/core/ids/zone-name.ts'
import {
  type AskedPlace,
  askedPlaceOf,
  type CommandLine,
  noWords,
  readWords,
  stageUsage,
  type Variables,
  WrongUsage
} from '../command-line.ts'

export interface AskedAdoption {
  place: AskedPlace
  zone: ZoneName
  what: 'tell' | 'count' | 'go'
}

export const usage = `Usage: npm run adopt -- --stage STAGE --zone ZONE [--count | --go]
       npm run adopt -- --data FOLDER --zone ZONE [--count | --go]

A bucket of plain files becomes the zone's: each file is hashed where it lies, and found by its hash from then on. Nothing
is copied, renamed or changed in the bucket. Count first, then go; without either it says how far it is. On a stage the
job sweep does it, run after run; on one machine this command does, with the gateway stopped. docs/moving.md has the rest.

  --zone ZONE     whose bucket and directory
  --count         how many files there are, of how many bytes, and what would be left out
  --go            adopt them
  --data FOLDER   instead of a stage
${stageUsage}`

const example = 'npm run adopt -- --stage NAME --zone ZONE'

const options = {
  data: { type: 'string' },
  zone: { type: 'string' },
  count: { type: 'boolean' },
  go: { type: 'boolean' }
} as const

export const adoptCommandLine = (words: string[], variables: Variables): CommandLine<AskedAdoption> =>
  readWords({ words, variables, example }, options, ({ values, positionals }) => {
    noWords(positionals)
    const { count, go } = values
    if (count === true && go === true) throw new WrongUsage('Count first: say either --count or --go.')
    const place = askedPlaceOf(values, variables, example)
    const zone = ZoneName.safeParse(values.zone)
    if (!zone.success) throw new WrongUsage('Say which zone: --zone ZONE.')
    return { place, zone: zone.data, what: go === true ? 'go' : count === true ? 'count' : 'tell' }
  })
