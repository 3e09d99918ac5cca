/** Usage summed by client, of as many clients as memory is meant for. */
import { addUsage, type ClientUsage, noUsage } from '../usage/client-usage.ts'

export type ClientSum = ClientUsage & { client: string; ownerId: string | null }

interface Sum {
  usage: ClientUsage
  ownerId: string | null
  /** The day that says whose the client is. */
  ownedOn: string
}

/** Those that come first. */
export class ClientSums {
  protected readonly most: number
  protected sums = new Map<string, Sum>()

  constructor(most: number) {
    this.most = most
  }

  add(client: string, date: string, { ownerId, ...usage }: ClientUsage & { ownerId?: string | undefined }): void {
    let sum = this.sums.get(client)
    if (sum === undefined) {
      if (!this.makesRoomFor(client)) return
      sum = { usage: noUsage(), ownerId: null, ownedOn: '' }
      this.sums.set(client, sum)
    }
    addUsage(sum.usage, usage)
    if (ownerId !== undefined && date >= sum.ownedOn) [sum.ownerId, sum.ownedOn] = [ownerId, date]
  }

  list(): ClientSum[] {
    return [...this.sums].map(([client, { usage, ownerId }]) => ({ client, ...usage, ownerId }))
  }

  protected makesRoomFor(_client: string): boolean {
    return this.sums.size < this.most
  }
}

/** Those whose names are first, by name. */
export class FirstClientSums extends ClientSums {
  /** Names behind it were dropped. */
  #last: string | undefined

  override list(): ClientSum[] {
    return super.list().sort(byName)
  }

  protected override makesRoomFor(client: string): boolean {
    if (this.#last !== undefined && client > this.#last) return false
    if (this.sums.size < 2 * this.most) return true
    const names = [...this.sums.keys()].sort()
    // One more than are shown, so that whoever shows them knows that there are more.
    this.#last = names[this.most]
    for (const name of names.slice(this.most + 1)) this.sums.delete(name)
    return this.#last === undefined || client <= this.#last
  }
}

const byName = (a: ClientSum, b: ClientSum) => (a.client < b.client ? -1 : 1)
