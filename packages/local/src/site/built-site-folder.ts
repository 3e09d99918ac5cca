/** Where the site is built to, beside its sources. */
import { fileURLToPath } from 'node:url'

export const builtSiteFolder = fileURLToPath(new URL('../dist/', import.meta.resolve('@kachery-gateway/web/pages.ts')))
