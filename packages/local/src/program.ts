/**
 * The whole gateway on one machine, or one of its jobs. Exit codes: 0 ended as asked, 1 could not start, or a
 * job did not end well, 2 wrong command line.
 */
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { version } from '@kachery-gateway/core/version.ts'
import { type Config, readConfig } from '@kachery-gateway/functions/config.ts'
import { readCommandLine, usageOf } from './command-line.ts'
import type { JobRequest } from './jobs/job-request.ts'
import { ProgressView } from './jobs/progress-view.ts'
import { resultText } from './jobs/result-text.ts'
import { runCommand } from './jobs/run-command.ts'
import { openInBrowser } from './open-in-browser.ts'
import { type LocalGateway, startLocalGateway } from './start.ts'
import { StartError } from './start-error.ts'
import { endMessage, startMessage } from './start-message.ts'
import { terminalLogger } from './stderr-logger.ts'

/** Ctrl-C reaches this process from the terminal and from npm's wrapper: what comes within this many ms is one. */
const sameSignal = 300

interface Program {
  /** How it is called, for people. */
  name: string
  /** Of the built site. */
  siteFolder: string
  environment: NodeJS.ProcessEnv
}

export function runProgram({ name, siteFolder, environment }: Program): void {
  // npm runs workspaces' scripts from the root; INIT_CWD is where the person is.
  const { INIT_CWD, npm_config_port, npm_config_data, npm_config_run } = environment
  const keptByNpm = [npm_config_port, npm_config_data, npm_config_run].some(value => value !== undefined)
  const command = readCommandLine(process.argv.slice(2), INIT_CWD ?? process.cwd(), keptByNpm)
  switch (command.kind) {
    case 'help':
      console.log(usageOf(name))
      return
    case 'version':
      console.log(`kachery-gateway ${version}`)
      return
    case 'wrong':
      console.error(`${command.problem} The options: ${name} --help`)
      process.exitCode = 2
      return
    case 'run':
      void run(command.directory, command.request, configOf(environment))
      return
    case 'start':
      start({ ...command, siteFolder, config: configOf(environment) })
  }
}

/** undefined: what is wrong was told. */
function configOf(environment: NodeJS.ProcessEnv): Config | undefined {
  const { config, problems } = readConfig(environment)
  if (problems.length === 0) return config
  const count = problems.length === 1 ? 'One thing is' : `${problems.length} things are`
  console.error(
    `${count} wrong in the environment:\n${problems.map(({ name, problem }) => `  ${name}: ${problem}`).join('\n')}`
  )
  process.exitCode = 1
  return undefined
}

async function run(directory: string, request: JobRequest, config: Config | undefined): Promise<void> {
  if (config === undefined) return
  const view = new ProgressView(request.job, process.stderr)
  const logger = terminalLogger(process.stderr)
  try {
    const result = await runCommand({
      config,
      directory,
      request,
      logger: loggerTo((level, event, fields) => {
        view.end()
        logger[level](event, fields)
      }),
      progress: at => view.update(at),
      byRunningGateway: pid =>
        void process.stderr.write(
          `The gateway that is running${pid === undefined ? '' : ` (process ${pid})`} does it.\n`
        )
    })
    view.end()
    process.stdout.write(resultText(result, request.dryRun))
    process.exitCode = result.outcome === 'failed' || result.outcome === 'busy' ? 1 : 0
  } catch (error) {
    view.end()
    console.error(error instanceof StartError ? error.message : `${request.job} could not be run: ${messageOf(error)}`)
    process.exitCode = 1
  }
}

interface Start {
  directory: string
  port: number
  /** Whether a browser is to show the site. */
  open: boolean
  siteFolder: string
  config: Config | undefined
}

function start({ directory, port, open, siteFolder, config }: Start): void {
  if (config === undefined) return
  const logger = terminalLogger(process.stderr)
  // Whoever reads along may leave; telling them so would fail again.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  // One request's mishap is not the others'.
  process.on('unhandledRejection', error => logger.error('process.unhandled_rejection', { reason: stackOf(error) }))
  process.on('uncaughtException', error => logger.error('process.uncaught_exception', { reason: stackOf(error) }))

  const starting = startLocalGateway({ config, directory, port, siteFolder, logger })
  endWhenAsked(starting)
  starting.then(
    ({ url, freeBytes, administrators }) => {
      const facts = { url, directory, config, freeBytes, administrators }
      process.stdout.write(startMessage(facts, process.stdout.hasColors?.() === true))
      const address = config.publicUrl ?? url
      if (open) openInBrowser(address, () => process.stdout.write(`  No browser could be opened; go to ${address}\n`))
    },
    error => {
      console.error(error instanceof StartError ? error.message : `The gateway cannot start: ${messageOf(error)}`)
      process.exit(1)
    }
  )
}

/** The first signal, or the end of whoever started us, ends it in order; a second signal at once. */
function endWhenAsked(starting: Promise<LocalGateway>): void {
  let first: number | undefined
  const end = () => {
    if (first !== undefined) return
    first = performance.now()
    starting
      .then(gateway => {
        const waits = endMessage(gateway.inFlight())
        if (waits !== undefined) process.stdout.write(`\n  ${waits}\n`)
        else if (process.stdout.isTTY) process.stdout.write('\n  Ending …\n')
        return gateway.close()
      })
      .then(
        () => process.exit(0),
        () => process.exit(1)
      )
  }
  const endOrExit = () => {
    if (first !== undefined && performance.now() - first > sameSignal) process.exit(130)
    end()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endOrExit)

  // scripts/node24.mjs holds the other end of a channel: one that is killed passes no signal on.
  if (process.send === undefined) return
  process.on('disconnect', end)
  process.channel?.unref()
  if (!process.connected) end()
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const stackOf = (error: unknown) => (error instanceof Error ? error.stack : String(error))
