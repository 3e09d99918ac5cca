/** What is done first with a new zone, in this order. */
export const firstSteps = ['sign-in', 'administrators', 'storage', 'people', 'client', 'upload'] as const
export type FirstStep = (typeof firstSteps)[number]
