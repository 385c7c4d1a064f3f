import { type BuildError, showError, showPlace } from '../error.js'
import type { InvalidAssignment } from '../values/assignment.js'
import type { Place } from '../values/error.js'
import { type InputError, showInputError } from './inputError.js'
import { type OverlayError, showOverlayError } from './overlayError.js'

/** What can go wrong in a command: in the build, with files, or in how the command was called. */
export type CommandError =
  | BuildError
  | InputError
  | OverlayError
  | InvalidAssignment
  | {
      readonly _tag: 'UnknownName'
      readonly kind: string
      readonly name: string
      /** A flag, or the place in a deployment file; absent for an argument. */
      readonly place?: Place
      readonly nearest: ReadonlyArray<string>
      readonly known: ReadonlyArray<string>
    }
  | { readonly _tag: 'Usage'; readonly message: string }

/** The errors of a command, one at least. */
export type CommandErrors = ReadonlyArray<CommandError>

/** One error in words, without the word "error". */
export const showCommandError = (error: CommandError): string => {
  switch (error._tag) {
    case 'InvalidAssignment':
      return `${error.flag} ${error.text}: ${error.reason}`
    case 'UnknownName': {
      const hint =
        error.nearest.length > 0
          ? `did you mean ${error.nearest.join(' or ')}?`
          : `there are ${error.known.join(', ')}`
      const where = error.place === undefined ? '' : `${showPlace(error.place)}: `
      return `${where}no ${error.kind} ${JSON.stringify(error.name)}; ${hint}`
    }
    case 'Usage':
      return error.message
    case 'FileNotReadable':
    case 'IsDirectory':
    case 'FileTooLarge':
    case 'NotUtf8':
    case 'InvalidYaml':
    case 'DuplicateKey':
    case 'ForbiddenKey':
    case 'TooManyAliases':
    case 'NotAMap':
    case 'SeveralDocuments':
    case 'OutputNotWritten':
      return showInputError(error)
    case 'UnsupportedOverlay':
    case 'ModuleFailed':
    case 'NotAnOverlay':
    case 'OverlayNameTaken':
    case 'JsonnetNotFound':
    case 'JsonnetFailed':
      return showOverlayError(error)
    default:
      return showError(error)
  }
}
