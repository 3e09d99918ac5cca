/** The older gateway's secrets, where this one lacks them. What is set here stays: whoever set it had a reason. */
import { type Finding, note, right } from '../doctor/finding.ts'
import type { SecretName } from '../secret/secrets.ts'
import { groups } from './older-settings.ts'

export interface SecretPlace {
  /** Those that are set. */
  known: ReadonlyMap<string, string>
  write(name: SecretName, value: string): Promise<void>
  /** The command that sets one, for a sentence. */
  set(name: string): string
}

/** `holdsMongo`: two archivers must not empty one database, so that MONGO_URI waits until the older one is stopped. */
export async function takeSecrets(
  place: SecretPlace,
  older: ReadonlyMap<SecretName, string>,
  { holdsMongo, dryRun }: { holdsMongo: boolean; dryRun: boolean }
): Promise<Finding[]> {
  const findings: Finding[] = []
  const about = 'settings'
  for (const group of groups) {
    const given = group.flatMap(name => {
      const value = older.get(name)
      return value === undefined ? [] : [{ name, value }]
    })
    const names = given.map(({ name }) => name).join(', ')
    const isSame = ({ name, value }: { name: SecretName; value: string }) =>
      place.known.get(name)?.trim() === value.trim()
    if (given.length === 0) continue
    if (given.every(isSame)) findings.push(right(about, `${names}: set already`))
    else if (given.some(one => place.known.has(one.name) && !isSame(one)))
      findings.push(note(about, `${names}: the gateway has another, which stays`, `to replace it, ${place.set(names)}`))
    else if (names === 'MONGO_URI' && holdsMongo)
      findings.push(note(about, 'MONGO_URI: set by the import that follows the step old-action of the list below'))
    else {
      if (!dryRun) for (const { name, value } of given) if (!isSame({ name, value })) await place.write(name, value)
      findings.push(right(about, `${names}: ${dryRun ? 'to be set' : 'set'}`))
    }
  }
  return findings
}
