/** Uploads in words: each, and all of a zone together. */

import type { Row } from '../../../uploads/queue-item.ts'
import { leftText } from '../../../uploads/rate.ts'
import type { Phase } from '../../../uploads/upload.ts'
import { bytesText, countOf, countText } from '../usage/quantity.ts'

/** Of a row; sentences where something is to do. */
export function stateText(row: Row): string {
  const { phase, problem, done, size } = row
  switch (phase) {
    case 'waiting':
      return 'Waiting'
    case 'hashing':
      return parts('Hashing', percentText(done, size), ...speed(row))
    case 'uploading':
      return parts('Uploading', ofAll(done, size), ...speed(row))
    case 'verifying':
      return 'Verifying'
    case 'stored':
      return row.wasThere === true ? 'Already in the zone; nothing had to be sent' : 'Stored'
    case 'paused':
      return `${problem} It tries again${row.againIn ? ` in ${row.againIn} s` : ''}.`
    case 'needs-file':
      return problem ?? `Choose the same file again to go on${done > 0 ? `: ${ofAll(done, size)} are there` : ''}.`
    case 'needs-permission':
      return `Allow this page to read the file again${done > 0 ? `: ${ofAll(done, size)} are there` : ''}.`
    case 'failed':
      return problem ?? 'The upload failed.'
  }
}

export interface Summary {
  /** Read out when it changes. */
  counts: string
  /** Changes all the time. */
  progress: string
  /** bytes */
  done: number
  all: number
}

export function summaryOf(rows: readonly Row[]): Summary {
  const count = (...phases: Phase[]) => rows.filter(({ phase }) => phases.includes(phase)).length
  const [stored, failed, needing] = [count('stored'), count('failed'), count('needs-file', 'needs-permission')]
  const wanted = rows.filter(({ phase }) => phase !== 'failed')
  const all = wanted.reduce((sum, { size }) => sum + size, 0)
  const done = wanted.reduce((sum, row) => sum + sent(row), 0)
  const rates = rows.flatMap(({ phase, rate }) => (phase === 'uploading' && rate !== undefined ? [rate] : []))
  const rate = rates.length === 0 ? undefined : rates.reduce((sum, one) => sum + one, 0)
  const isOver = stored + failed === rows.length
  return {
    counts: [
      `${countText(stored)} of ${countOf(rows.length, 'file')} stored`,
      ...(failed > 0 ? [`${countText(failed)} failed`] : []),
      ...(needing > 0 ? [`${countText(needing)} ${needing === 1 ? 'waits' : 'wait'} for you`] : [])
    ].join(', '),
    progress: isOver ? bytesText(all) : parts(ofAll(done, all), ...speed({ size: all, done, rate })),
    done,
    all
  }
}

/** What somebody has to see first, where not all have room. */
const urgency: Record<Phase, number> = {
  failed: 0,
  'needs-permission': 0,
  'needs-file': 0,
  paused: 1,
  uploading: 2,
  hashing: 2,
  verifying: 3,
  waiting: 4,
  stored: 5
}

/** In their order, as long as there is room for all. */
export const shownOf = (rows: readonly Row[], most: number): readonly Row[] =>
  rows.length <= most ? rows : rows.toSorted((a, b) => urgency[a.phase] - urgency[b.phase]).slice(0, most)

/** bytes of it that are in the zone, or on their way there. */
function sent({ phase, done, size }: Row): number {
  if (phase === 'stored' || phase === 'verifying') return size
  return phase === 'hashing' || phase === 'waiting' ? 0 : done
}

const parts = (...texts: string[]): string => texts.join(' · ')

const speed = ({ size, done, rate }: Pick<Row, 'size' | 'done' | 'rate'>): string[] =>
  rate === undefined ? [] : [`${bytesText(rate)}/s`, leftText((size - done) / rate)]

const ofAll = (done: number, all: number): string => `${bytesText(done)} of ${bytesText(all)}`

const percentText = (done: number, all: number): string => `${all === 0 ? 100 : Math.floor((done / all) * 100)} %`
