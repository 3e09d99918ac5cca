/** What the comparison of a zone's usage found, for a person. */
import { type ComparedUsage, differenceReasons } from '@kachery-gateway/core/moving/compare-usage.ts'
import { type Finding, note, right } from '../doctor/finding.ts'

const about = 'usage'

export function linesOfUsage(zone: string, usage: ComparedUsage | 'none' | 'too_large' | 'not_asked'): Finding[] {
  if (usage === 'not_asked' || usage === 'none') return []
  if (usage === 'too_large') return [note(about, `zone ${zone}: usage.json is too large to be compared`)]
  const { days, differences, unreadable } = usage
  const left = [
    ...(unreadable.items > 0 ? [note(about, `zone ${zone}: ${unreadable.items} items of archives are none`)] : []),
    ...unreadable.archives.map(key => note(about, `zone ${zone}: ${key} breaks off`))
  ]
  if (differences.length === 0)
    return [right(about, `zone ${zone}: usage.json and the archives agree on ${days} days`), ...left]
  return [
    ...differences.map(({ what, reason, dates, counted, recounted }) =>
      note(
        about,
        `zone ${zone}: ${what} of ${daysOf(dates)}: usage.json has ${shown(counted)}, the archives ${shown(recounted)}; ${differenceReasons[reason]}`
      )
    ),
    ...left
  ]
}

const shown = ({ count, size }: { count: number; size: number }) => `${count} (${size} bytes)`

function daysOf(dates: readonly string[]): string {
  const [first = '', last = ''] = [dates[0], dates.at(-1)]
  return dates.length === 1 ? first : `${dates.length} days from ${first} to ${last}`
}
