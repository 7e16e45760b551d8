/** The folders below `roots` that hold more than twenty files, each with their number. */
export function findCrowdedFolders(roots: string[]): { folder: string; files: number }[]
