import type { CommandErrors } from './commandError.js'

/** What a command gives: text for standard output, and warnings. */
export interface Answer {
  readonly text: string
  readonly warnings: ReadonlyArray<string>
  /** A line for standard error, after everything else. */
  readonly summary?: string
  /** `false`: the answer is no (exit code 1). */
  readonly ok?: boolean
  /** What is wrong, where there is text to print all the same (exit code 2). */
  readonly errors?: CommandErrors
}
