/** Where a file lies in the bucket of a zone without a directory: clients in the field, and older gateways, rely on it. */
export const contentKey = (hash: string): string =>
  `sha1/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4, 6)}/${hash}`
