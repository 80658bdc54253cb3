/** Bytes that are returned at once. */
export const LARGEST_READ = 4 * 1024 * 1024

/** Rows that are returned at once. */
export const LARGEST_PAGE = 10_000
