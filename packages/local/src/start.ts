/** A whole gateway in this process: stores, background work, the same handlers that run on AWS, and the site. */
import { defined } from '@kachery-gateway/core/defined.ts'
import type { Logger } from '@kachery-gateway/core/logger.ts'
import type { User } from '@kachery-gateway/core/model/user.ts'
import { bindAdministrators } from '@kachery-gateway/core/users/bind-administrators.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import { zoneSettings } from '@kachery-gateway/core/zones/settings.ts'
import type { Config } from '@kachery-gateway/functions/config.ts'
import { refusalHeaders } from '@kachery-gateway/functions/http/refusal-headers.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import { methodsAt, routeTable } from '@kachery-gateway/functions/http/route-table.ts'
import { routes } from '@kachery-gateway/functions/routes.ts'
import { Cleanup } from './cleanup.ts'
import { type DataDirectory, openDataDirectory } from './data/data-directory.ts'
import { fullDisk } from './data/full-disk.ts'
import { FirstAdministrator } from './first-administrator.ts'
import { JobRunner } from './jobs/job-runner.ts'
import { startJobServer } from './jobs/job-server.ts'
import { openGateway } from './open-gateway.ts'
import { fileRoutes } from './server/file-routes.ts'
import { closePatience, type InFlight, type Served, startServer } from './server/http-server.ts'
import { type OwnHosts, ownHosts } from './server/own-hosts.ts'
import { openSignIn } from './sign-in/open-sign-in.ts'
import { type SiteFiles, siteFiles } from './site/site-files.ts'
import { notFoundHandler, siteRoutes } from './site/site-routes.ts'
import type { Stores } from './stores.ts'

interface LocalGatewayOptions {
  config: Config
  /** Absolute; made if need be. */
  directory: string
  /** 0: any free one. */
  port: number
  /** Of the built site; kachery clients work without it. */
  siteFolder: string
  logger: Logger
  /** Of reCAPTCHA; elsewhere for tests. */
  verifyUrl?: string
}

export interface LocalGateway {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** For tests: what the handlers work with. */
  gateway: Gateway
  /** On the disk of the data folder, bytes. */
  freeBytes: number
  /** Who administers the embedded zone; absent: the zones are the configuration's. */
  administrators?: string[]
  /** What `close` waits for. */
  inFlight(): InFlight
  close(): Promise<void>
}

/** Throws StartError where it cannot start, for a reason that the person who starts it can mend. */
export async function startLocalGateway(options: LocalGatewayOptions): Promise<LocalGateway> {
  const { port, logger } = options
  const cleanup = new Cleanup(logger)
  const made: { assembled?: Assembled } = {}
  try {
    const directory = await openDataDirectory(options.directory)
    cleanup.add(directory.release)
    // The port first: what is served says under which address.
    const server = await startServer({
      port,
      logger,
      served: async port => {
        made.assembled = await assemble(options, directory, port, cleanup)
        return made.assembled.served
      }
    })
    cleanup.add(() => server.close(closePatience))
    if (made.assembled === undefined) throw new Error('the gateway was not made')
    const { gateway, stores } = made.assembled
    return {
      url: urlOf(server.port),
      gateway,
      freeBytes: await directory.freeBytes(),
      ...(await administratorsOf(gateway, stores)),
      inFlight: () => server.inFlight(),
      close: () => cleanup.run()
    }
  } catch (error) {
    await cleanup.run()
    throw (await fullDisk(error, options.directory)) ?? error
  }
}

interface Assembled {
  served: Served
  gateway: Gateway
  stores: Stores
}

async function assemble(
  { config, siteFolder, logger, verifyUrl }: LocalGatewayOptions,
  directory: DataDirectory,
  port: number,
  cleanup: Cleanup
): Promise<Assembled> {
  const { places } = directory
  const localUrl = urlOf(port)
  const hosts = ownHosts(port, config.publicUrl)
  const opened = Promise.withResolvers<Gateway>()
  const { deps, identityProvider, byName } = await openSignIn({
    config,
    keys: places.keys,
    port,
    localUrl,
    hosts,
    gateway: () => opened.promise,
    ...defined({ verifyUrl })
  })
  const { gateway, stores } = await openGateway(config, directory, localUrl, cleanup, logger, {
    ...defined({ identityProvider })
  })
  const site = !byName ? deps : { ...deps, signedIn: await appointment(stores, gateway) }
  gateway.site = async () => site
  gateway.freeBytes = directory.freeBytes
  opened.resolve(gateway)
  const jobs = new JobRunner(gateway)
  gateway.startJob = async (job, how) =>
    void jobs.run({ job, full: false, dryRun: false, ...how }).catch(() => undefined)
  jobs.start()
  // Nobody waits for GitHub; check-zones asks again.
  void bindAdministrators(gateway)
  cleanup.add(() => jobs.close())
  cleanup.add(await startJobServer(jobs, places.jobSocket))
  const files = siteFiles(siteFolder, {
    basePath: deps.basePath,
    recaptcha: config.recaptcha !== undefined,
    logo: config.about.logo
  })
  const ofSite = await served({ gateway, localUrl, hosts }, files)
  const { embeddedZone } = stores
  return {
    served: { ...ofSite, ...(embeddedZone && { files: fileRoutes({ ...embeddedZone, logger }) }) },
    gateway,
    stores
  }
}

async function served(
  { gateway, hosts, localUrl }: { gateway: Gateway; hosts: OwnHosts; localUrl: string },
  files: SiteFiles
): Promise<Served> {
  const ofFunctions = await Promise.all(
    routes.map(async ({ method, path, load }) => ({ method, path, handle: (await load())(() => gateway) }))
  )
  const site = { files, logger: gateway.logger }
  const all = [...ofFunctions, ...siteRoutes(site)]
  const find = routeTable(all)
  const notFound = { routeKey: '$default', parameters: {}, handle: notFoundHandler(site, methodsAt(all)) }
  return {
    url: localUrl,
    hosts,
    route: (method, path) => {
      const match = find(method, path)
      return match === undefined ? notFound : { ...match, handle: match.route.handle }
    },
    refusalHeaders: refusalHeaders(gateway.allowedOrigins)
  }
}

/**
 * Settings are made, and the first administrator appointed, in the embedded zone only: other zones have their own. Not
 * where people sign in with GitHub: others reach it, and the first of them may be anybody.
 */
async function appointment({ embeddedZone }: Stores, gateway: Gateway): Promise<(user: User) => Promise<void>> {
  if (embeddedZone === undefined) return async () => {}
  const first = new FirstAdministrator(gateway, await resolveZone(gateway, embeddedZone.config.name))
  await first.writeFirstSettings()
  return async user => {
    await first.offer(user)
  }
}

/** Of the embedded zone, as its settings are now; nobody is known where they can't be read. */
async function administratorsOf(gateway: Gateway, { embeddedZone }: Stores): Promise<{ administrators?: string[] }> {
  if (embeddedZone === undefined) return {}
  try {
    const settings = await zoneSettings(gateway, await resolveZone(gateway, embeddedZone.config.name))
    return { administrators: settings.authorizedUsers.filter(({ admin }) => admin).map(({ userId }) => userId) }
  } catch {
    return {}
  }
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`
