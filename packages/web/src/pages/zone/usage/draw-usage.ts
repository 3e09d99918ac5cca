/**
 * The columns of a time, drawn by uPlot: uploads beside downloads, which are no sum of anything; of the downloads those
 * from the fallback bucket on top.
 */
import './valid-language.ts'
import uPlot from 'uplot'
import { quantity } from './quantity.ts'
import type { Measure, UsageSeries } from './usage-series.ts'

export interface ChartColours {
  uploads: string
  downloads: string
  fallback: string
  text: string
  grid: string
}

export interface DrawnUsage {
  /** CSS pixels. */
  resize(width: number): void
  show(series: UsageSeries, measure: Measure): void
  destroy(): void
}

interface DrawOptions {
  width: number
  colours: ChartColours
  /** Which column the pointer is at; undefined: none. */
  pointed(column: number | undefined): void
}

/** CSS pixels */
const height = 260

export function drawUsage(
  host: HTMLElement,
  series: UsageSeries,
  measure: Measure,
  { width, colours, pointed }: DrawOptions
): DrawnUsage {
  let [shown, unit] = [series, measure]
  const { text, grid } = colours
  const font = `12px ${getComputedStyle(host).fontFamily}`
  const axis = { stroke: text, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } }
  const column = (label: string, fill: string, side: 'left' | 'right'): uPlot.Series => ({
    label,
    fill,
    width: 0,
    paths: bars[side],
    points: { show: false }
  })
  const chart = new uPlot(
    {
      width,
      height,
      legend: { show: false },
      padding: [12, 4, 0, 0],
      tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: true, range: () => timeRange(shown) },
        y: { range: (_, _least, most) => [0, most > 0 ? most * 1.06 : 1] }
      },
      axes: [
        { ...axis, size: 32, grid: { show: false }, space: 70, values: (_, splits) => splits.map(dayText) },
        {
          ...axis,
          size: 68,
          values: (_, splits) => splits.map(value => quantity(value, unit)),
          incrs: increments
        }
      ],
      // Drawn one over the other: the highest first.
      series: [
        {},
        column('Fallback downloads', colours.fallback, 'right'),
        column('Downloads', colours.downloads, 'right'),
        column('Uploads', colours.uploads, 'left')
      ],
      hooks: { setCursor: [({ cursor: { idx, left } }) => pointed((left ?? -1) < 0 ? undefined : (idx ?? undefined))] }
    },
    columnsOf(series),
    host
  )
  return {
    resize: width => chart.setSize({ width, height }),
    show: (series, measure) => {
      ;[shown, unit] = [series, measure]
      chart.setData(columnsOf(series))
    },
    destroy: () => chart.destroy()
  }
}

const bar = (align: -1 | 1) => uPlot.paths.bars?.({ size: [0.38, 24], radius: 0.12, align }) ?? (() => null)
const bars = { left: bar(-1), right: bar(1) }

/** Whole numbers only: there is no half download, nor half a byte. */
const increments = [1, 2, 5]
  .flatMap(step => Array.from({ length: 18 }, (_, power) => step * 10 ** power))
  .sort((a, b) => a - b)

function columnsOf({ times, uploads, downloads, fallback }: UsageSeries): uPlot.AlignedData {
  return [times, downloads.map((bytes, at) => bytes + (fallback[at] ?? 0)), downloads, uploads]
}

const secondsOf = { day: 86_400, week: 7 * 86_400 }

/** With half a column at each end. */
function timeRange({ times, unit }: UsageSeries): [number, number] {
  const half = secondsOf[unit] / 2
  return [(times[0] ?? 0) - half, (times.at(-1) ?? 0) + half]
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const dayText = (seconds: number) => day.format(seconds * 1000)
