/**
 * `npm run bench`: what the gateway promises to cost, as ratios to floors measured in the same run, since times alone say
 * more about the machine than about the gateway. It informs: a missed target is said in the table and ends in success.
 * `npm run bench -- functionLoad site`: these subjects alone.
 */
import { apiList } from './api-list.ts'
import { finalizeOnEmbeddedStore, finalizeOnGivenServer } from './finalize.ts'
import { findFileFromMemory } from './find-file-from-memory.ts'
import { functionLoad } from './function-load.ts'
import { jobs } from './jobs.ts'
import { manyFiles } from './many-files.ts'
import { oneMachine } from './one-machine.ts'
import { redirect } from './redirect.ts'
import { roundTrips } from './round-trips.ts'
import { signature } from './signature.ts'
import { site } from './site.ts'
import { type Row, tableText } from './table.ts'
import { verificationMemory } from './verification-memory.ts'

const subjects = [
  findFileFromMemory,
  redirect,
  signature,
  roundTrips,
  finalizeOnEmbeddedStore,
  finalizeOnGivenServer,
  functionLoad,
  oneMachine,
  verificationMemory,
  jobs,
  apiList,
  manyFiles,
  site
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !subjects.some(subject => subject.name === name))
if (unknown.length > 0) {
  console.error(`There is no subject ${unknown.join(', ')}; there are ${subjects.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

const began = performance.now()
const rows: Row[] = []
for (const subject of subjects.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  process.stderr.write(`${subject.name} …`)
  const before = performance.now()
  rows.push(...(await subject()))
  process.stderr.write(` ${seconds(before)}\n`)
}
const missed = rows.filter(({ met }) => met === false).length
console.log(tableText(rows))
console.log(
  `\n${missed === 0 ? 'Every target is met.' : `${missed} missed.`} ${seconds(began)} in all; Node ${process.versions.node}.`
)

function seconds(since: number): string {
  return `${Math.round((performance.now() - since) / 1000)} s`
}
