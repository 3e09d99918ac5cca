/** `npm run cost`: writes docs/cost.md anew. */
import { writeFileSync } from 'node:fs'
import { costDocument } from './document.ts'
import { readMeasurements } from './measurements.ts'

writeFileSync(new URL('../../docs/cost.md', import.meta.url), costDocument(readMeasurements()))
