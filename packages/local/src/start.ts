/** A whole gateway in this process: stores, background work, the same handlers that run on AWS, and the site. */
import { join } from 'node:path'
import type { Report } from '@kachery-gateway/core/report.ts'
import type { User } from '@kachery-gateway/core/users/user.ts'
import { resolveZone } from '@kachery-gateway/core/zones/resolve-zone.ts'
import type { Config } from '@kachery-gateway/functions/config.ts'
import { refusalHeaders } from '@kachery-gateway/functions/http/refusal-headers.ts'
import { header } from '@kachery-gateway/functions/http/request.ts'
import type { Gateway } from '@kachery-gateway/functions/http/route.ts'
import { routeTable } from '@kachery-gateway/functions/http/route-table.ts'
import { routes } from '@kachery-gateway/functions/routes.ts'
import { siteCookies } from '@kachery-gateway/functions/sign-in/cookies.ts'
import { sealedTokens } from '@kachery-gateway/functions/sign-in/sealed-tokens.ts'
import type { SiteParts } from '@kachery-gateway/functions/sign-in/site-parts.ts'
import { Cleanup } from './cleanup.ts'
import { type DataDirectory, openDataDirectory } from './data/data-directory.ts'
import { keptSecret } from './data/kept-secret.ts'
import { FirstAdministrator } from './first-administrator.ts'
import { JobRunner } from './jobs/job-runner.ts'
import { startJobServer } from './jobs/job-server.ts'
import { openGateway } from './open-gateway.ts'
import { namePageRoutes } from './pages/name-page-routes.ts'
import type { NamePageDeps } from './pages/visit.ts'
import { type Served, startServer } from './server/http-server.ts'
import { ownHosts } from './server/own-hosts.ts'
import { LocalIdentityProvider } from './sign-in/local-identity-provider.ts'
import { signsInByName } from './sign-in/local-only.ts'
import { type SiteFiles, siteFiles } from './site/site-files.ts'
import { notFoundHandler, siteRoutes } from './site/site-routes.ts'
import type { Stores } from './stores.ts'

/** What requests in flight are given when the gateway ends, ms. */
const closePatience = 5_000

interface LocalGatewayOptions {
  config: Config
  /** Absolute; made if need be. */
  directory: string
  /** 0: any free one. */
  port: number
  /** Of the built site; kachery clients work without it. */
  siteFolder: string
  report: Report
}

export interface LocalGateway {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** For tests: what the handlers work with. */
  gateway: Gateway
  close(): Promise<void>
}

/** Throws StartError where it cannot start, for a reason that the person who starts it can mend. */
export async function startLocalGateway(options: LocalGatewayOptions): Promise<LocalGateway> {
  const { port, report } = options
  const cleanup = new Cleanup(report)
  const made: { gateway?: Gateway } = {}
  try {
    const directory = await openDataDirectory(options.directory)
    cleanup.add(directory.release)
    // The port first: what is served says under which address.
    const server = await startServer({
      port,
      report,
      served: async port => {
        const { served, gateway } = await assemble(options, directory, port, cleanup)
        made.gateway = gateway
        return served
      }
    })
    cleanup.add(() => server.close(closePatience))
    if (made.gateway === undefined) throw new Error('the gateway was not made')
    return {
      url: urlOf(server.port),
      gateway: made.gateway,
      close: () => cleanup.run()
    }
  } catch (error) {
    await cleanup.run()
    throw error
  }
}

async function assemble(
  { config, siteFolder, report }: LocalGatewayOptions,
  directory: DataDirectory,
  port: number,
  cleanup: Cleanup
): Promise<{ served: Served; gateway: Gateway }> {
  const { places } = directory
  const localUrl = urlOf(port)
  const tokens = sealedTokens(await keptSecret(join(places.keys, 'session-key'), 32))
  const opened = Promise.withResolvers<Gateway>()
  const provider = new LocalIdentityProvider(tokens, () => opened.promise)
  const byName = signsInByName(config.publicUrl)
  const { gateway, stores } = await openGateway(config, directory, localUrl, cleanup, report, {
    ...(byName ? { identityProvider: provider } : {})
  })
  const hosts = ownHosts(port, config.publicUrl)
  const parts: SiteParts = {
    tokens,
    cookies: siteCookies(port),
    ...(byName ? { provider } : {}),
    originOf: event => {
      const host = header(event, 'host')
      return byName && hosts.isLoopback(host) ? `http://${host?.toLowerCase()}` : undefined
    },
    signedIn: await appointment(stores, gateway)
  }
  gateway.site = async () => parts
  opened.resolve(gateway)
  const jobs = new JobRunner(gateway)
  gateway.startJob = async job => void jobs.run({ job, full: false, dryRun: false }).catch(() => undefined)
  jobs.start()
  cleanup.add(() => jobs.close())
  cleanup.add(await startJobServer(jobs, places.jobSocket))
  return { served: await served({ gateway, localUrl, hosts, provider }, siteFiles(siteFolder)), gateway }
}

async function served(deps: NamePageDeps, files: SiteFiles): Promise<Served> {
  const { gateway, hosts, localUrl } = deps
  const ofFunctions = await Promise.all(
    routes.map(async ({ method, path, load }) => ({ method, path, handle: (await load())(() => gateway) }))
  )
  const site = { files, report: gateway.report }
  const find = routeTable([...ofFunctions, ...namePageRoutes(deps), ...siteRoutes(site)])
  const notFound = { routeKey: '$default', parameters: {}, handle: notFoundHandler(site) }
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

/** Settings are made, and the first administrator appointed, in the embedded zone only: other zones have their own. */
async function appointment({ embeddedZone }: Stores, gateway: Gateway): Promise<(user: User) => Promise<void>> {
  if (embeddedZone === undefined) return async () => {}
  const first = new FirstAdministrator(gateway, await resolveZone(gateway, embeddedZone.config.name))
  await first.writeFirstSettings()
  return async user => {
    await first.offer(user)
  }
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`
