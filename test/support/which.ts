import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The path of a program that can be run, by its name or its path, or `undefined` where it is not installed. */
export const which = (program: string): string | undefined =>
  program.includes('/')
    ? [program].find(isExecutable)
    : (process.env.PATH ?? '')
        .split(delimiter)
        .filter((directory) => directory !== '')
        .map((directory) => join(directory, program))
        .find(isExecutable)

/**
 * Options of a test that runs `programs`: without one of them it is skipped, with the program's name as the reason.
 * Where CI=true nothing is skipped: the test runs, and fails because of the missing program.
 */
export const needs = (...programs: ReadonlyArray<string>): { readonly skip: string | false } => {
  const missing = programs.filter((program) => which(program) === undefined)
  return { skip: missing.length > 0 && process.env.CI !== 'true' && `not installed: ${missing.join(', ')}` }
}

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
