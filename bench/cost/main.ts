/** `npm run cost`: writes docs/cost.md anew. With a stage it compares its model with what CloudWatch counted there. */
import { writeFileSync } from 'node:fs'
import { compareStage } from '@kachery-gateway/operator/cost/compare-stage.ts'
import { costDocument } from './document.ts'
import { readMeasurements } from './measurements.ts'
import { costModel } from './model.ts'

const words = process.argv.slice(2)
const measurements = readMeasurements()
if (words.length === 0) writeFileSync(new URL('../../docs/cost.md', import.meta.url), costDocument(measurements))
else process.exitCode = await compareStage(costModel(measurements), words, process.env)
