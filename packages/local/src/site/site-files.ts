/** The built site's files, as a browser is given them: with the headers that CloudFront gives on AWS. */
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { type Allowed, assetsPolicy, contentSecurityPolicy } from '@kachery-gateway/web/content-security-policy.ts'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { systemCode } from '../start-error.ts'

export interface SiteFiles {
  /** What every page of the site is. undefined: the site is not built. */
  index(status: number): Promise<APIGatewayProxyStructuredResultV2 | undefined>
  /** `name`: of a file in `assets/`. undefined: there is none. */
  asset(name: string): Promise<APIGatewayProxyStructuredResultV2 | undefined>
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml'
}

const otherHeaders = {
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin'
}

/**
 * `folder`: of the built site; it may be built while the gateway runs. `basePath`: below which people reach it. `allows`:
 * what the pages load beside it.
 */
export function siteFiles(folder: string, { basePath, ...allows }: Allowed & { basePath: string }): SiteFiles {
  const ofPages = contentSecurityPolicy(allows)
  const file = async (path: string, policy: string, statusCode: number, cacheControl: string) => {
    const bytes = await readFile(join(folder, path)).catch(error => {
      if (systemCode(error) === 'ENOENT') return undefined
      throw error
    })
    if (bytes === undefined) return undefined
    const type = types[extname(path)] ?? 'application/octet-stream'
    return {
      statusCode,
      headers: {
        'content-security-policy': policy,
        ...otherHeaders,
        'content-type': type,
        'cache-control': cacheControl
      },
      body: bytes.toString('base64'),
      isBase64Encoded: true
    }
  }
  return {
    index: async status => {
      const index = await file('index.html', ofPages, status, 'no-cache')
      return index && { ...index, ...below(basePath, index.body) }
    },
    asset: async name =>
      // Names change with their content.
      /^[\w-]+(\.[\w-]+)+$/.test(name)
        ? file(join('assets', name), assetsPolicy, 200, 'public, max-age=31536000, immutable')
        : undefined
  }
}

/** index.html with its own addresses, and what its scripts are told, below a path. */
function below(basePath: string, base64: string): { body: string; isBase64Encoded: boolean } {
  const html = Buffer.from(base64, 'base64').toString()
  const body = html
    .replaceAll('"/assets/', () => `"${basePath}/assets/`)
    .replace('name="base-path" content=""', () => `name="base-path" content="${basePath}"`)
  return { body, isBase64Encoded: false }
}
