import { noUsage } from '@kachery-gateway/core/usage/client-usage.ts'
import { expect, it } from 'vitest'
import { bytesText, countText } from './quantity.ts'
import { usageCsv } from './usage-csv.ts'
import { type Day, everyDay, moved, seriesOf } from './usage-series.ts'

const day = (date: string, uploadSize: number): Day => ({ ...noUsage(), date, uploadSize, uploadCount: 1 })

it('days that the gateway does not tell are columns of nothing', () => {
  const days = everyDay([day('2026-03-01', 5)], '2026-03-02', 3)
  expect(days.map(({ date, uploadSize }) => [date, uploadSize])).toEqual([
    ['2026-02-28', 0],
    ['2026-03-01', 5],
    ['2026-03-02', 0]
  ])
})

it('days outside of the time that is looked at are left out', () => {
  expect(everyDay([day('2026-02-01', 5), day('2026-03-02', 7)], '2026-03-02', 2).map(day => day.uploadSize)).toEqual([
    0, 7
  ])
})

it('three months are told by day, a year by week, and nothing of it is lost', () => {
  const year = everyDay(
    Array.from({ length: 366 }, (_, at) => day(new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10), at)),
    '2026-01-01',
    366
  )
  const { unit, times, uploads } = seriesOf(year, 'bytes')
  expect([unit, times.length]).toEqual(['week', 53])
  expect(uploads.reduce((a, b) => a + b)).toBe((365 * 366) / 2)
  expect(times.at(-1)).toBe(Date.UTC(2025, 11, 26) / 1000)
  expect(new Set(times.slice(1).map((time, at) => time - (times[at] ?? 0)))).toEqual(new Set([7 * 86_400]))
  expect(
    seriesOf(year, 'counts')
      .uploads.slice(1)
      .every(count => count === 7)
  ).toBe(true)
  expect(seriesOf(year.slice(-92), 'bytes').unit).toBe('day')
})

it('what a client moved is uploads and downloads, those from the fallback bucket too', () => {
  expect(
    moved({ ...noUsage(), uploadSize: 1, downloadSize: 2, fallbackDownloadSize: 4, uploadCount: 8 }, 'bytes')
  ).toBe(7)
})

it.each([
  [0, '0 B'],
  [512, '512 B'],
  [999, '999 B'],
  [999.6, '1 kB'],
  [1_000, '1 kB'],
  [999_949, '1 MB'],
  [87_340_000, '87.3 MB'],
  [1_240_000_000, '1.24 GB'],
  [5e15, '5 PB'],
  [5e18, '5000 PB']
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})

it('counts have separators', () => {
  expect(countText(1234567)).toBe('1,234,567')
})

it('CSV has a head, quotes what must be quoted, and makes no formula of anybody’s name', () => {
  const rows = [
    { ...noUsage(), client: 'a,"b"', uploadSize: 12 },
    { ...noUsage(), client: '=HYPERLINK("https://evil")', downloadCount: 3 }
  ]
  expect(usageCsv(['client'], rows, ({ client }) => [client]).split('\r\n')).toEqual([
    'client,upload bytes,uploads,download bytes,downloads,fallback download bytes,fallback downloads',
    '"a,""b""",12,0,0,0,0,0',
    '"\'=HYPERLINK(""https://evil"")",0,0,0,3,0,0',
    ''
  ])
})

it.each(['=', '+', '-', '@', '\t', '\r', '\n'])(
  'CSV has a client and an owner that begin with %j as text, not as a formula',
  start => {
    const rows = [{ ...noUsage(), client: `${start}cmd|' /C calc'!A0`, ownerId: `${start}1+1` }]
    const [, ...lines] = usageCsv(['client', 'owner'], rows, ({ client, ownerId }) => [client, ownerId]).split(
      /\r\n(?=$|["'])/
    )
    expect(lines[0]?.replaceAll('"', '')).toMatch(/^'[\s\S]*,'[\s\S]*,0,0,0,0,0,0/)
  }
)
