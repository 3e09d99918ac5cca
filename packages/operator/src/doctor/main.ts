/** `npm run doctor`: what is wrong with a deployment. */
import { alarmsOnAws } from '../aws/alarms.ts'
import { ownCredentials } from '../aws/credentials.ts'
import { lambdaLimitOnAws } from '../aws/lambda-limit.ts'
import { parametersOnAws } from '../aws/parameters.ts'
import { queuesOnAws } from '../aws/queues.ts'
import { stacksOnAws } from '../aws/stacks.ts'
import { subscriptionsOnAws } from '../aws/subscriptions.ts'
import { tablesOnAws } from '../aws/tables.ts'
import { textObjectsOnAws } from '../aws/text-objects.ts'
import { checkedOut } from '../checked-out.ts'
import { placeOf } from '../place.ts'
import { root } from '../root.ts'
import { runCommand, terminal } from '../run-command.ts'
import { runProgram } from '../run-program.ts'
import { bucketProbe } from './bucket-probe.ts'
import { doctorCommandLine, usage } from './command-line.ts'
import type { Dependencies } from './dependencies.ts'
import { examine, verdict } from './examine.ts'
import { lineOf } from './finding.ts'
import { pingMongo } from './ping-mongo.ts'

const line = doctorCommandLine(process.argv.slice(2), process.env)
process.exitCode = await runCommand(terminal, usage, line, async ({ asked }) => {
  const place = placeOf(asked.at, process.env)
  const deps: Dependencies = {
    stacks: stacksOnAws(place),
    parameters: parametersOnAws(place),
    objects: textObjectsOnAws(place),
    queues: queuesOnAws(place),
    alarms: alarmsOnAws(place),
    subscriptions: subscriptionsOnAws(place),
    lambdaLimit: lambdaLimitOnAws(place),
    tables: tablesOnAws(place),
    fetch,
    pingMongo,
    probe: bucketProbe(fetch, Date.now),
    credentials: () => ownCredentials(place, Date.now),
    now: Date.now,
    checkedOut: async () => (await checkedOut(runProgram, root))?.commit
  }
  const forPeople = process.stdout.isTTY === true
  const findings = await examine(deps, asked, finding => terminal.out(lineOf(finding, forPeople)))
  terminal.out(`\n${verdict(findings)}`)
  return findings.some(({ mark }) => mark === 'wrong') ? 1 : 0
})
// What was given up may still hold a connection.
process.stdout.write('', () => process.exit())
