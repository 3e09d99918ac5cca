/** Stands where words will be, as high as they are. Nobody reads it out: something live beside it says what is awaited. */
export const Skeleton = (props: { width: 'short' | 'medium' | 'long' }) => (
  <span class={`skeleton ${props.width}`} aria-hidden="true" />
)
