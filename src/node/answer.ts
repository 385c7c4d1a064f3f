/** What a command gives: text for standard output, and warnings. */
export interface Answer {
  readonly text: string
  readonly warnings: ReadonlyArray<string>
}
