/** The chart itself, loaded with uPlot when a usage page is shown. */
import { createEffect, createSignal, on, onCleanup, onMount } from 'solid-js'
import { ChartCaption } from './chart-legend.tsx'
import { type ChartColours, type DrawnUsage, drawUsage } from './draw-usage.ts'
import { countOf, quantity } from './quantity.ts'
import type { Measure, UsageSeries } from './usage-series.ts'
import 'uplot/dist/uPlot.min.css'

interface UsageChartProps {
  series: UsageSeries
  measure: Measure
  /** What it shows, in a sentence, for who does not see it. */
  label: string
}

export default function UsageChart(props: UsageChartProps) {
  let place: HTMLDivElement | undefined
  const [column, setColumn] = createSignal<number>()
  onMount(() => {
    const host = place
    if (host === undefined) return
    let drawn: DrawnUsage | undefined
    const draw = () => {
      const began = performance.now()
      drawn?.destroy()
      const colours = coloursOf(host)
      drawn = drawUsage(host, props.series, props.measure, { width: host.clientWidth, colours, pointed: setColumn })
      performance.measure('usage chart drawn', { start: began, end: performance.now() })
    }
    draw()
    createEffect(
      on([() => props.series, () => props.measure], ([series, measure]) => drawn?.show(series, measure), {
        defer: true
      })
    )
    const sizes = new ResizeObserver(() => drawn?.resize(host.clientWidth))
    sizes.observe(host)
    const themes = window.matchMedia('(prefers-color-scheme: dark)')
    themes.addEventListener('change', draw)
    onCleanup(() => {
      sizes.disconnect()
      themes.removeEventListener('change', draw)
      drawn?.destroy()
    })
  })
  return (
    <figure class="usage-chart">
      <ChartCaption fallback={props.series.fallback.some(amount => amount > 0)}>
        {inWords(props.series, props.measure, column())}
      </ChartCaption>
      <div class="chart-place" role="img" aria-label={props.label} ref={place} />
    </figure>
  )
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

function inWords(
  { unit, times, uploads, downloads, fallback }: UsageSeries,
  measure: Measure,
  column: number | undefined
) {
  const time = column === undefined ? undefined : times[column]
  if (column === undefined || time === undefined) {
    return `${countOf(times.length, unit)}; point at one to see its numbers.`
  }
  const loaded = (downloads[column] ?? 0) + (fallback[column] ?? 0)
  const when = `${unit === 'week' ? 'Week from ' : ''}${dayFormat.format(time * 1000)}`
  return `${when}: ${quantity(uploads[column] ?? 0, measure)} up, ${quantity(loaded, measure)} down`
}

/** As the page has them now: a canvas knows no custom properties, and what `light-dark()` means only an element does. */
function coloursOf(host: HTMLElement): ChartColours {
  const probe = document.createElement('span')
  host.append(probe)
  const colour = (property: string) => {
    probe.style.color = `var(${property})`
    return getComputedStyle(probe).color
  }
  const colours = {
    uploads: colour('--chart-uploads'),
    downloads: colour('--chart-downloads'),
    fallback: colour('--chart-fallback'),
    text: colour('--soft'),
    grid: colour('--line')
  }
  probe.remove()
  return colours
}
