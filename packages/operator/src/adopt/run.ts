/** What `npm run adopt` does: it asks the gateway to count or to adopt, and says how far that is. */
import type { GatewayDeps } from '@kachery-gateway/core/deps.ts'
import { adoptionOf, askAdoption } from '@kachery-gateway/core/files/kept-adoption.ts'
import type { Adoption, AdoptionSum } from '@kachery-gateway/core/model/adoption.ts'
import { OperatorError } from '../operator-error.ts'
import type { Screen } from '../run-command.ts'
import type { AskedAdoption } from './command-line.ts'

type Deps = Pick<GatewayDeps, 'registry' | 'now'>

/** Throws OperatorError where nothing is counted that it could go on with. */
export async function ask(deps: Deps, { zone: name, what }: AskedAdoption): Promise<void> {
  if (what === 'tell') return
  const phase = (await adoptionOf(deps, { name }))?.phase
  if (what === 'go' && (phase === undefined || phase === 'counting'))
    throw new OperatorError(`The files of zone ${name} are not counted yet: first --count, then --go.`)
  // Whoever asks twice does not begin anew.
  if (phase !== (what === 'go' ? 'adopting' : 'counting'))
    await askAdoption(deps, { name }, what === 'go' ? 'adopting' : 'counting')
}

/** `waits`: what does it, and when. */
export async function tell(deps: Deps, screen: Screen, { zone: name }: AskedAdoption, waits: string): Promise<void> {
  const adoption = await adoptionOf(deps, { name })
  if (adoption === undefined) {
    screen.out(`Nobody has asked to adopt the files of zone ${name}. Begin with --count.`)
    return
  }
  for (const line of linesOf(adoption, waits)) screen.out(line)
}

function linesOf({ phase, found, adopted, inPlace, leftOut }: Adoption, waits: string): string[] {
  const counted = [
    `${shown(found)} to adopt`,
    `${inPlace} files lie below sha1/ already, and stay as they are`,
    ...Object.entries(leftOut).map(([folder, count]) => `${count} objects are left out: ${folder}`),
    ...(leftOut.uploads === undefined
      ? []
      : ['Careful: what lies below uploads/ the gateway takes for unfinished uploads, and removes after a day.'])
  ]
  switch (phase) {
    case 'counting':
      return [`Counting: ${shown(found)} so far. ${waits}`]
    case 'counted':
      return [...counted, 'Nothing is adopted yet. To adopt them: --go']
    case 'adopting':
      return [`Adopting: ${shown(adopted)} of ${shown(found)} so far. ${waits}`]
    case 'done':
      return [`Adopted: ${shown(adopted)}. New files are adopted when you say --go again; changed ones within a day.`]
  }
}

const shown = ({ files, bytes }: AdoptionSum) => `${files} files (${bytes} bytes)`
