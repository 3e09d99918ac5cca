/** A whole local gateway for a test: its own data directory and a free port, ended and removed after the test. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loggerTo } from '@kachery-gateway/core/logger.ts'
import { readConfig } from '@kachery-gateway/functions/config.ts'
import { onTestFinished } from 'vitest'
import { givenByEnvironment } from '../../leak-check/src/environment.ts'
import { searchFolder } from '../../leak-check/src/folder.ts'
import { logged } from '../../leak-check/src/watch.ts'
import { type LocalGateway, startLocalGateway } from '../src/start.ts'

interface Reported {
  level: string
  event: string
  fields: Record<string, unknown>
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kachery-local-'))
  onTestFinished(async () => {
    await searchFolder(directory)
    await rm(directory, { recursive: true, force: true })
  })
  return directory
}

/** `environment`: as an operator would set it. `siteFolder`: of a built site; absent: it is not built. */
export async function startTestGateway(
  options: { directory?: string; port?: number; environment?: Record<string, string>; siteFolder?: string } = {}
): Promise<LocalGateway & { directory: string; reported: Reported[] }> {
  const directory = options.directory ?? (await temporaryDirectory())
  givenByEnvironment(options.environment ?? {})
  const { config, problems } = readConfig(options.environment ?? {})
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const reported: Reported[] = []
  const gateway = await startLocalGateway({
    config,
    directory,
    port: options.port ?? 0,
    siteFolder: options.siteFolder ?? join(directory, 'no-site'),
    logger: loggerTo((level, event, fields = {}) => {
      logged('the gateway', level, event, fields)
      reported.push({ level, event, fields })
    })
  })
  onTestFinished(() => gateway.close())
  return { ...gateway, directory, reported }
}
