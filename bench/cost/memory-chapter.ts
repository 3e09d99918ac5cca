/** What docs/cost.md says of cold starts and of memory: the sizes of functions.ts, and why they are those. */
import { ephemeralStoreSpec, type FunctionName, functions } from '@kachery-gateway/functions/lambda/functions.ts'
import {
  durationOf,
  fullest,
  lambdaAmounts,
  memorySizes,
  readRate,
  waits,
  wanted,
  wholeProcessor,
  worksOf
} from './lambda.ts'
import { count, mebibytes, megabytes, milliseconds, table, usd } from './markdown.ts'
import { type MeasuredName, type Measurements, measuredFunctions } from './measurements.ts'
import { times, totalOf } from './prices.ts'

export function coldStarts(measurements: Measurements): string {
  const works = worksOf(measurements)
  const firsts = {
    gateway: 'firstFindFile',
    site: 'firstHealth',
    verifyUpload: 'firstVerification',
    replayLogItems: 'firstReplay'
  } as const
  const rows = measuredFunctions.map(name => {
    const { bundle, first, load, peak } = measurements[name]
    const work = works[firsts[name]]
    return [
      name,
      count(bundle / 1000),
      count(first / 1000),
      milliseconds(load - measurements.empty.load),
      milliseconds(work.measured.cpu),
      milliseconds(durationOf(work, measurements)),
      mebibytes(peak)
    ]
  })
  return `## Cold starts

${table(
  [
    'function',
    'bundle, kB',
    'before the first request, kB',
    'its loading, ms',
    'its first request, ms',
    'until answered at its size, ms',
    'peak, MB'
  ],
  rows
)}

Milliseconds of processor time, but for the last, which is the model below. Loading is above that of an empty handler, which
takes ${milliseconds(measurements.empty.load)} ms and ${mebibytes(measurements.empty.peak)} MB. \`npm run bench\` shows the ratios, what is in the bundles and what is loaded for the first request.`
}

export function memory(measurements: Measurements): string {
  const works = worksOf(measurements)
  const shown = {
    gateway: 'findFileFromBucket',
    site: 'health',
    verifyUpload: 'gigabyte',
    replayLogItems: 'hundredItems'
  } as const
  const rows = measuredFunctions.flatMap(name =>
    memorySizes.map(size => {
      const [decides, usual] = [works[wanted[name].decides], works[shown[name]]]
      const used = measurements[name].peak / (size * 1024 * 1024)
      const chosen = functions[name].memory === size
      const bold = (text: string) => (chosen ? `**${text}**` : text)
      return [
        bold(name),
        bold(count(size)),
        used > 1 ? 'too little' : `${Math.round(used * 100)} %`,
        milliseconds(durationOf(decides, measurements, size)),
        milliseconds(durationOf(usual, measurements, size)),
        usd(totalOf(times(lambdaAmounts(usual, measurements, size), 1_000_000), false))
      ]
    })
  )
  return `## Memory, and why so much

${table(['function', 'MB', 'peak', 'decides, ms', 'usual, ms', 'a million usual, US$'], rows)}

Bold is what functions.ts says: the smallest size at which the measured peak is at most ${Math.round(fullest * 100)} % of it and the work that decides
takes no longer than wanted.

${measuredFunctions.map(reason).join('\n')}

${unmeasured()}The model: a function has memory ÷ ${count(wholeProcessor)} MB of a processor, at most one; it takes its processor time divided by that,
and the waiting: ${Object.entries(waits)
    .map(([what, ms]) => `${what} ${ms}`)
    .join(', ')} ms a call (round figures for one region),
${megabytes(readRate)} MB a second from a bucket. A GB is extrapolated from files of 100 and 400 MB; buckets on AWS tell the digest themselves and are not read.`
}

const usualOf: Record<MeasuredName, string> = {
  gateway: 'usual is a findFile that asks the bucket',
  site: 'usual is a request by a process that runs already',
  verifyUpload: 'both are the reading of 1 GB',
  replayLogItems: 'both are 100 items'
}

const reason = (name: MeasuredName) => {
  const { decides, atMost, why } = wanted[name]
  return `- \`${name}\`: \`${decides}\` within ${count(atMost)} ms, since ${why}; ${usualOf[name]}.`
}

function unmeasured(): string {
  const measured: readonly string[] = measuredFunctions
  const others = (Object.keys(functions) as FunctionName[]).filter(name => !measured.includes(name))
  // It needs a DocumentDB.
  return `Not measured yet: ${[...others, ephemeralStoreSpec.entry].join(', ')}.\n\n`
}
