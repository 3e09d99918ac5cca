/** The folder of this checkout: where sst.config.ts is. */
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))
