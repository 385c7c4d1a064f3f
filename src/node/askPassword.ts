/** Asks for a password on the terminal. */
import { read } from 'read'

/**
 * Asks twice, without echo; what it says goes to standard error. `undefined` where the user gives up (Ctrl-C, Ctrl-D).
 * `again` is what was typed the second time.
 */
export const askPassword = async (): Promise<
  { readonly password: string; readonly again: string } | undefined
> => {
  const password = await ask('Password:')
  if (password === undefined) return undefined
  const again = await ask('Again:')
  return again === undefined ? undefined : { password, again }
}

const ask = async (prompt: string): Promise<string | undefined> => {
  const { stdin: input, stderr: output } = process
  let ended = (): void => undefined
  // At the end of input, `read` answers nothing at all. Its other ends pause the input too, and answer before this does.
  const end = new Promise<undefined>((done) => {
    ended = () => setImmediate(() => done(undefined))
  })
  input.once('pause', ended)
  try {
    // Without `terminal` what is typed would be seen where standard error is no terminal.
    const answer = read({ prompt, silent: true, terminal: true, input, output })
    return await Promise.race([answer.catch(() => undefined), end])
  } finally {
    input.removeListener('pause', ended)
    output.write('\n')
  }
}
