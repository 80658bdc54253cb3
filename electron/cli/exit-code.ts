/** What the command line ends with (0: fine). */
export const ExitCode = {
  /** A rule or comparison failed, or nothing was found. */
  Failed: 1,
  /** The archive can not be read, or the arguments are wrong. */
  Unreadable: 2,
} as const
