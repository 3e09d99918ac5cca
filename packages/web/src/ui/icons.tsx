/** Drawn here, so that nothing is loaded for them. They say nothing that words beside them do not. */

/** Blocks in a frame: what is stored is named by what it is. */
export const Mark = () => (
  <svg width="24" height="24" viewBox="0 0 26 26" fill="currentColor" aria-hidden="true">
    <rect x="1" y="1" width="11" height="11" rx="3" />
    <rect x="14" y="1" width="11" height="11" rx="3" opacity=".45" />
    <rect x="1" y="14" width="11" height="11" rx="3" opacity=".45" />
    <rect x="14" y="14" width="11" height="11" rx="3" />
  </svg>
)

/** Of a list of what is to do. */
export const StepIcon = (props: { done: boolean }) => (
  <svg class="step-icon" classList={{ done: props.done }} width="20" height="20" viewBox="0 0 16 16" aria-hidden="true">
    <circle cx="8" cy="8" r="7.2" />
    <path d="M4.7 8.3 7 10.6l4.3-5" fill="none" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" />
  </svg>
)

const kinds = {
  upload: 'M8 11.5v-8M4.5 7 8 3.5 11.5 7M3 13.5h10',
  download: 'M8 3v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10',
  search: 'M7 11.2A4.2 4.2 0 1 0 7 2.8a4.2 4.2 0 0 0 0 8.4ZM10.2 10.2l3.3 3.3',
  trash: 'M3 4.5h10M6.3 4.5V3h3.4v1.5M4.4 4.5l.6 8.7h6l.6-8.7',
  key: 'M5.2 13.3a2.9 2.9 0 1 1 2-5L12.8 2.7M10.6 4.9l1.9 1.9M8.9 6.6l1.4 1.4',
  link: 'M6.4 9.6l3.2-3.2M7.4 4.8l1.5-1.5a2.7 2.7 0 0 1 3.8 3.8l-1.5 1.5M8.6 11.2l-1.5 1.5a2.7 2.7 0 0 1-3.8-3.8l1.5-1.5',
  switches:
    'M2.5 5h5.3M11.7 5h1.8M2.5 11h1.8M8.2 11h5.3M9.8 3.1a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8ZM6.2 9.1a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8Z',
  box: 'M2.5 5 8 2.2 13.5 5v6L8 13.8 2.5 11ZM2.5 5 8 7.8 13.5 5M8 7.8v6',
  person: 'M8 7.6a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3 13.5c.5-2.6 2.5-3.9 5-3.9s4.5 1.3 5 3.9'
}

export type Kind = keyof typeof kinds

/** Of what something is about. */
export const KindIcon = (props: { kind: Kind; severity: 'good' | 'bad' | 'plain' }) => (
  <svg class={`kind-icon ${props.severity}`} width="18" height="18" viewBox="0 0 16 16" aria-hidden="true">
    <path
      d={kinds[props.kind]}
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
)

const paths = {
  good: 'M4.5 8.4 7 10.9l4.6-5.4',
  warn: 'M8 4.4v4.4M8 11.4v.2',
  bad: 'm5.4 5.4 5.2 5.2m0-5.2-5.2 5.2',
  info: 'M8 7.4v4M8 4.6v.2'
}

export type Severity = keyof typeof paths

export const SeverityIcon = (props: { severity: Severity }) => (
  <svg class={`severity ${props.severity}`} width="18" height="18" viewBox="0 0 16 16" aria-hidden="true">
    <circle cx="8" cy="8" r="8" />
    <path d={paths[props.severity]} fill="none" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" />
  </svg>
)
