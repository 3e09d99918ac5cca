/**
 * The registry's table: its keys and its one index, as plain data that whatever creates the table reads (the stack on
 * AWS, create-table.ts elsewhere). What the attributes hold is said in item.ts. All key attributes are strings.
 */
export const registryTable = {
  partitionKey: 'pk',
  sortKey: 'sk',
  byOwner: {
    /**
     * Sparse: only present records that have an owner carry `ownedBy`. Sorted by `sk` alone, because zone and id
     * together could be longer than the 1024 bytes of a sort key; the index allows equal keys. Projects everything, so
     * that a listing needs no second read.
     */
    indexName: 'by-owner',
    partitionKey: 'ownedBy',
    sortKey: 'sk'
  }
} as const
