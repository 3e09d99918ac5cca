/** Mutants that no test can notice, or need notice: they aren't tried. `source` is the line that they are in. */
export interface Unnoticeable {
  file: string
  what: string
  source: string
  why: string
}

export const unnoticeable: Unnoticeable[] = []
