/** Under which what is known of a file is kept. */
export interface FileAddress {
  zone: string
  hash: string
}

export const fileKey = ({ zone, hash }: FileAddress) => ['GET /api/zones/{zone}/files/{hash}', zone, hash]
