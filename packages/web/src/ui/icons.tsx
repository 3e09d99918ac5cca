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
