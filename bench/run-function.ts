/**
 * Runs a function's bundle as Lambda would, in a process of its own, and prints what it cost. Arguments: the bundle's
 * entry; the handler that it will need, or ''; a JSON file of works, each a name and the events that the function is given
 * one after the other. Bundled before it is run, so that what it measures begins with the function.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

interface Work {
  name: string
  events: object[]
}

const [entry = '', needed = '', worksFile = '', tellFiles] = process.argv.slice(2)
const context = {
  callbackWaitsForEmptyEventLoop: false,
  awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  getRemainingTimeInMillis: () => 29_000
}
const files: string[] = []
if (tellFiles !== undefined) {
  registerHooks({
    load(url, with_, next) {
      files.push(url)
      return next(url, with_)
    }
  })
}
/** ms of CPU time of this process so far, all of its threads. */
const cpu = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

let peak = 0
// What the system says of the most that was resident counts the parent's memory in.
const look = () => {
  peak = Math.max(peak, process.memoryUsage.rss())
}
setInterval(look, 5).unref()

const { handler } = await import(pathToFileURL(entry).href)
if (needed !== '') await import(pathToFileURL(needed).href)
const load = cpu()
const works: Work[] = JSON.parse(readFileSync(worksFile, 'utf8'))
const costs = []
for (const { name, events } of works) {
  const [began, before] = [performance.now(), cpu()]
  for (const event of events) {
    const answer = await handler(event, context)
    const failed = answer?.batchItemFailures?.length > 0 || (answer?.statusCode ?? 200) !== 200
    look()
    if (failed) throw new Error(`${name}: ${JSON.stringify(answer)}`)
  }
  costs.push({ name, events: events.length, cpu: cpu() - before, elapsed: performance.now() - began })
}
look()
// Its lines for the log go to the same place; this one is the last.
process.stdout.write(
  `${JSON.stringify({ load, works: costs, peak, files })}\n`,
  // Connections that are kept for the next request would hold the process.
  () => process.exit(0)
)
