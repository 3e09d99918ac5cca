/** Optional members are absent or have a value: `defined({ a, b })` leaves out what is undefined. */

type Optional<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> }
type Required<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
type Flat<T> = { [K in keyof T]: T[K] }

export function defined<T extends object>(members: T): Flat<Required<T> & Optional<T>>
export function defined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
